import type { Account } from '../accounts/account';
import { hal, oauthProblem, problem, type Reply } from '../http/reply';
import type { World } from '../world';
import { ACCESS_LIFETIME, type Outcome, type TokenPair, type TokenRefusal } from './grants';
import { secretMatches } from './integrations';

const CODE_HINTS: Record<TokenRefusal, readonly [status: number, hint: string]> = {
  expired: [400, 'Authorization code has expired'],
  revoked: [400, 'Authorization code has been revoked'],
  garbage: [400, 'Cannot decrypt the authorization code'],
};

const REFRESH_HINTS: Record<TokenRefusal, readonly [status: number, hint: string]> = {
  // The wording for a refresh token past three months is not documented; the status is that of a dead token.
  expired: [401, 'Token has expired'],
  revoked: [401, 'Token has been revoked'],
  garbage: [400, 'Invalid refresh token'],
};

const checkParameter = (name: string): Reply => oauthProblem(400, `Check the \`${name}\` parameter`);

function answer(world: World, outcome: Outcome<TokenPair>, hints: typeof CODE_HINTS, now: number): Reply {
  if (!outcome.ok) return oauthProblem(...hints[outcome.reason]);
  const { accessToken, refreshToken } = outcome.value;
  return {
    ...hal({
      token_type: 'Bearer',
      expires_in: world.behaviour.expiresInText ? String(ACCESS_LIFETIME) : ACCESS_LIFETIME,
      server_time: now,
      access_token: accessToken,
      refresh_token: refreshToken,
    }),
    contentType: 'application/json',
  };
}

/** `POST /oauth2/access_token` on an account host (kommo-api.md 1.4, 1.5): code exchange and refresh. */
export function answerToken(world: World, account: Account, body: unknown): Reply {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const integration = world.integrationOf(given.client_id);
  const { grant_type: grantType } = given;
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token')
    return checkParameter('grant_type');
  if (!integration || !secretMatches(integration, given.client_secret)) return checkParameter('client_id');
  if (given.redirect_uri !== integration.redirectUri) return checkParameter('redirect_uri');
  const now = world.clock.now();
  const name = grantType === 'authorization_code' ? 'code' : 'refresh_token';
  const secret = given[name];
  if (typeof secret !== 'string' || secret === '') return checkParameter(name);
  const reply =
    name === 'code'
      ? answer(world, world.grants.exchangeCode(secret, integration, account.id, now), CODE_HINTS, now)
      : answer(
          world,
          world.grants.refresh(secret, integration.clientId, account.id, world.behaviour.rotation, now),
          REFRESH_HINTS,
          now,
        );
  // Kept before it is told: a client that holds a token must find it good after a crash of the simulator.
  if (reply.status === 200) world.save();
  return reply;
}

/** `GET /oauth2/account/current/subdomain` with `X-Refresh-Token` (kommo-api.md 1.8). */
export function answerSubdomain(world: World, refreshToken: string | undefined): Reply {
  const accountId = refreshToken === undefined ? undefined : world.grants.accountOfRefresh(refreshToken);
  const account = accountId === undefined ? undefined : world.accountById(accountId);
  if (!account) return problem(401, 'Invalid user name or password');
  const { id, subdomain, host } = account;
  return {
    ...hal({ id, subdomain, domain: host, top_level_domain: 'com' }),
    contentType: 'application/json',
  };
}
