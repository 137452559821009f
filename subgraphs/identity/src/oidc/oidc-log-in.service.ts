import type { EntityManager } from 'typeorm';
import {
  hashToken,
  MAX_TOKEN_LENGTH,
  openWithToken,
  randomToken,
  sealWithToken,
} from '../../../../service-kit/auth/secrets';
import { reject } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { actInOrganization } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { CompleteOidcLogInInput } from '../generated/types';
import { enterOrChallenge, organizationOf, type Challenge } from '../second-factor/challenges';
import { findActiveAccount } from '../sessions/accounts';
import type { Entered } from '../sessions/enter';
import { planAnew } from '../sessions/plans';
import { announceRevoked } from '../sessions/sessions.service';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { domainOf, secretPurpose, type OidcProviderRow } from './oidc';
import { memberOf, notAllowed } from './oidc-members';
import {
  authorizationUrl,
  discover,
  exchangeCode,
  type ClientOf,
  type LogInSecrets,
} from './provider-client';
import { readProvider } from './provider.service';

/*
 * A log-in by an organisation's provider (OpenID Connect Core 1.0, code flow with PKCE):
 *
 *   start ──► the browser goes to the provider, and comes back with a code and the state ──► complete
 *
 * The state counts once, for ten minutes, and only beside the token that `start` gave to this very browser: a link that an attacker
 * sends logs nobody in to the attacker's account, and a code that somebody has stolen is of no use elsewhere.
 */

const MINUTES = 10;
const MAX_CODE_LENGTH = 4_000;
interface Started extends LogInSecrets {
  issuer: string;
  clientId: string;
  redirectUri: string;
}

const SEAL_PURPOSE = 'identity.oidc_log_ins.sealed';

/**
 * Says where somebody of an address's domain logs in. It looks at the domain only: the answer tells of no account.
 *
 * @throws InputRejected INVALID_EMAIL, NO_PROVIDER, PROVIDER_UNREACHABLE, PROVIDER_INVALID
 */
export async function startOidcLogIn(
  ctx: Context,
  input: { email: string },
): Promise<{ authorizationUrl: string; browserToken: string; expiresAt: Date }> {
  const email = parseEmail(input.email);
  if (!email) throw reject('INVALID_EMAIL', 'email', 'Write an e-mail address such as name@example.com.');
  const [place] = (await ctx.source.query(
    'SELECT org_id AS "orgId" FROM identity.find_oidc_organization($1)',
    [domainOf(email.emailKey)],
  )) as { orgId: string }[];
  const provider =
    place && (await inOrganization(ctx.source, place.orgId, (db) => readProvider(db, place.orgId)));
  if (!provider) throw reject('NO_PROVIDER', 'email', 'People of this domain log in with a password.');
  const config = await discover(ctx, clientOf(ctx, provider));
  const { orgId, issuer, clientId } = provider;
  const [state, browserToken] = [`${orgId}.${randomToken()}`, randomToken()];
  const redirectUri = ctx.links.oidcCallback;
  const secrets = { nonce: randomToken(), codeVerifier: randomToken() };
  const url = await authorizationUrl(config, secrets, { redirectUri, state, loginHint: email.email });
  const started: Started = { ...secrets, issuer, clientId, redirectUri };
  const expiresAt = await actInOrganization(ctx, { orgId, actorId: null }, async (db) => {
    const [row] = (await db.query(
      `INSERT INTO identity.oidc_log_ins (org_id, state_hash, browser_hash, sealed, expires_at)
       VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(mins => $5)) RETURNING expires_at AS "expiresAt"`,
      [
        orgId,
        hashToken(state),
        hashToken(browserToken),
        sealWithToken(state, JSON.stringify(started), SEAL_PURPOSE),
        MINUTES,
      ],
    )) as { expiresAt: Date }[];
    if (!row) throw new Error('An insert answered nothing.');
    return row.expiresAt;
  });
  return { authorizationUrl: url, browserToken, expiresAt };
}

const clientOf = (
  ctx: Context,
  { orgId, issuer, clientId, clientSecretSealed }: OidcProviderRow,
): ClientOf => ({
  issuer,
  clientId,
  clientSecret: ctx.secrets.open(clientSecretSealed, secretPurpose(orgId)),
});

/**
 * Logs in whom the provider has named. What the account has of a second factor is asked for as after a password.
 *
 * @throws InputRejected OIDC_STATE_INVALID, PROVIDER_DENIED, PROVIDER_UNREACHABLE, PROVIDER_INVALID; what {@link memberOf} says; what the
 *   organisation's policy says
 */
export async function completeOidcLogIn(
  ctx: Context,
  input: CompleteOidcLogInInput,
): Promise<Entered | { challenge: Challenge }> {
  const orgId = organizationOf(input.state);
  const started = orgId && (await spendState(ctx, orgId, input));
  const provider = orgId && (await inOrganization(ctx.source, orgId, (db) => readProvider(db, orgId)));
  // Whoever changed the provider meanwhile did not mean those who had begun with the one before.
  const isSame =
    started && provider && provider.issuer === started.issuer && provider.clientId === started.clientId;
  if (!started || !provider || !isSame || !provider.isEnabled) throw stateInvalid();
  if (input.error != null) {
    ctx.log.info(
      { organizationId: orgId, error: input.error.slice(0, 100) },
      'an OpenID Connect provider refused a log-in',
    );
    throw reject('PROVIDER_DENIED', 'error', 'The log-in service of your organisation did not let you in.');
  }
  const { code, state, iss } = input;
  if (!code || code.length > MAX_CODE_LENGTH || (iss?.length ?? 0) > MAX_CODE_LENGTH)
    throw reject('CODE_REQUIRED', 'code', 'Pass on the code that came with the state.');
  const config = await discover(ctx, clientOf(ctx, provider));
  const claims = await exchangeCode(ctx, config, started, started.redirectUri, { state, code, iss });
  const { entered, ended } = await actInOrganization(ctx, { orgId, actorId: null }, async (db, audit) => {
    await planAnew(db);
    const member = await memberOf(db, { orgId, provider, claims });
    const account = await findActiveAccount(db, orgId, member.userId);
    if (!account) throw notAllowed();
    audit.isDoneBy(member.userId);
    const { passwordHash } = member;
    const step = { account, passwordHash, shouldChangePassword: false, deviceToken: input.deviceToken };
    return { entered: await enterOrChallenge(ctx, db, step), ended: member.endedSessions };
  });
  await announceRevoked(ctx, ended);
  ctx.bell?.ring(orgId);
  return entered;
}

const stateInvalid = () =>
  reject(
    'OIDC_STATE_INVALID',
    'state',
    'This log-in is over, was completed, or began in another browser. Begin again.',
  );

/** Takes what a log-in began with, once. Who does not hold its browser's token takes nothing, and spoils nothing. */
async function spendState(
  ctx: Context,
  orgId: string,
  { state, browserToken }: CompleteOidcLogInInput,
): Promise<Started | null> {
  if (browserToken.length > MAX_TOKEN_LENGTH) return null;
  const spend = async (db: EntityManager) => {
    const [[row]] = (await db.query(
      `DELETE FROM identity.oidc_log_ins WHERE org_id = $1 AND state_hash = $2 AND browser_hash = $3
       RETURNING sealed, expires_at > clock_timestamp() AS holds`,
      [orgId, hashToken(state), hashToken(browserToken)],
    )) as [{ sealed: Buffer; holds: boolean }[], number];
    return row;
  };
  const row = await inOrganization(ctx.source, orgId, spend);
  return row?.holds ? (JSON.parse(openWithToken(state, row.sealed, SEAL_PURPOSE)) as Started) : null;
}
