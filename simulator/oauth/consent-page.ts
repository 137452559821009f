import type { Account } from '../accounts/account';
import type { Integration } from './integrations';

/** Makes a text safe inside HTML text and double-quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A page in the simulator's looks; `body` is HTML, escaped by the caller. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:10vh auto;padding:0 1rem;color:#1f2a37}
fieldset{border:1px solid #cbd5e1;border-radius:.5rem;padding:1rem}select,button{font:inherit;padding:.5rem .8rem}
table{border-collapse:collapse}td,th{padding:.2rem 1rem .2rem 0;text-align:left}
button{border:0;border-radius:.4rem;background:#2563eb;color:#fff;cursor:pointer}button.no{background:#64748b}</style>
</head><body>${body}</body></html>
`;
}

export interface ConsentQuery {
  clientId: string;
  state: string | undefined;
  mode: string | undefined;
  account: string | undefined;
}

/** The page on which an account's admin allows or refuses the integration. */
export function consentPage(
  integration: Integration,
  accounts: readonly Account[],
  query: ConsentQuery,
): string {
  const hidden = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  const options = accounts
    .map((account) => {
      const chosen = account.subdomain === query.account ? ' selected' : '';
      const label = `${account.profile.name} (${account.host})`;
      return `<option value="${escapeHtml(account.subdomain)}"${chosen}>${escapeHtml(label)}</option>`;
    })
    .join('');
  return page(
    'Kommo simulator: allow access',
    `<h1>${escapeHtml(integration.name)}</h1>
<p>asks for access to a Kommo account. This is the <b>Kommo simulator</b>: no real account is touched.</p>
<form method="post" action="oauth"><fieldset>
<p><label>Account <select name="account">${options}</select></label></p>
<p>Access: ${escapeHtml(integration.scopes.join(', '))}</p>
${hidden('client_id', query.clientId)}${hidden('state', query.state)}${hidden('mode', query.mode)}
<button name="decision" value="approve">Approve</button>
<button name="decision" value="deny" class="no">Deny</button>
</fieldset></form>`,
  );
}

/** What the consent window does in popup mode: the opener goes to the redirect URI and the window closes. */
export function popupPage(target: string): string {
  const href = escapeHtml(target);
  return page(
    'Kommo simulator: done',
    `<p><a id="target" href="${href}">Go on to the application</a></p>
<script>
const target = document.getElementById('target').href;
if (window.opener) { window.opener.location = target; window.close(); } else { window.location = target; }
</script>`,
  );
}

/** A page that says what is wrong with the authorization request. */
export function consentErrorPage(message: string): string {
  return page('Kommo simulator: error', `<h1>Cannot ask for access</h1><p>${escapeHtml(message)}</p>`);
}
