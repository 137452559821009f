import type { Account } from '../accounts/account';
import type { Reply } from '../http/reply';
import type { World } from '../world';
import { consentErrorPage, consentPage, popupPage } from './consent-page';
import { worksIn, type Integration } from './integrations';

const DEFAULT_ACCOUNT = 'acme-demo';

const html = (status: number, text: string): Reply => ({
  status,
  text,
  contentType: 'text/html; charset=utf-8',
});

/** Adds parameters to a redirect URI, keeping what it has. */
export function withParams(uri: string, params: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, value);
  return `${uri}${uri.includes('?') ? '&' : '?'}${query.toString()}`;
}

interface Request {
  integration: Integration;
  account: Account | undefined;
  params: Readonly<Record<string, string>>;
}

function redirect(request: Request, params: Record<string, string | undefined>): Reply {
  const target = withParams(request.integration.redirectUri, params);
  const popup = request.params.mode === 'popup' && request.params.auto === undefined;
  if (popup) return html(200, popupPage(target));
  return { status: 302, headers: { Location: target } };
}

function decide(world: World, request: Request, decision: string): Reply {
  const { integration, account, params } = request;
  const { state } = params;
  if (decision !== 'approve') {
    return redirect(request, { error: 'access_denied', client_id: integration.clientId, state });
  }
  if (!account || !worksIn(integration, account.id)) {
    return html(400, consentErrorPage('This integration cannot be installed in the chosen account.'));
  }
  const user = params.user
    ? account.users.find((candidate) => String(candidate.id) === params.user)
    : account.users.find((candidate) => candidate.isAdmin && candidate.isActive);
  if (!user?.isAdmin)
    return html(403, consentErrorPage('Only an administrator of the account can give access.'));
  const code = world.grants.issueCode(integration.clientId, account.id, user.id, world.clock.now());
  world.save();
  return redirect(request, { code, state, referer: account.host, client_id: integration.clientId });
}

/**
 * The consent page and its answer (kommo-api.md 1.2, 1.3). Takes the query of a GET or the form of a POST:
 * `client_id`, `state`, `mode`, `account` (subdomain), `user` (admin's id), and `auto=approve|deny` or, from the form,
 * `decision`. Answers with the page, or a redirect to the integration's redirect URI.
 */
export function answerAuthorize(
  world: World,
  method: string,
  params: Readonly<Record<string, string>>,
): Reply {
  const integration = world.integrationOf(params.client_id);
  if (!integration) {
    return html(
      400,
      consentErrorPage('There is no integration with this client_id: check the integration id.'),
    );
  }
  const wanted = params.account ?? DEFAULT_ACCOUNT;
  const request = { integration, params, account: world.accountOf(wanted) };
  const decision = method === 'POST' ? (params.decision ?? 'deny') : params.auto;
  if (decision !== undefined) return decide(world, request, decision);
  const accounts = world.accounts.filter((account) => worksIn(integration, account.id));
  const { state, mode } = params;
  return html(
    200,
    consentPage(integration, accounts, { clientId: integration.clientId, state, mode, account: wanted }),
  );
}
