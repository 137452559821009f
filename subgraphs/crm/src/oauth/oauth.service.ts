import type { AuditScope } from '../../../../service-kit/audit/audit-scope';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { auditScopes, withTransaction } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import { hashToken, randomToken } from '../../../../service-kit/auth/secrets';
import { reject, type InputRejected } from '../../../../service-kit/errors/user-errors';
import { connectAccount, type Connecting } from '../connections/connect-account';
import type { Connection } from '../connections/connection.entity';
import type { Context } from '../context';
import { findIntegrationSecrets } from '../credentials/integration-secrets';
import { KommoCredentials } from '../credentials/kommo-credentials.entity';
import type { CompleteKommoOAuthInput, StartKommoOAuthInput } from '../generated/types';
import { KommoError } from '../kommo/kommo-error';
import { exchangeCode } from '../kommo/oauth-api';
import { subdomainOfHost } from '../kommo/settings';
import type { CrmRuntime } from '../runtime';
import { kommoRejection } from './kommo-rejection';
import { OAuthState } from './oauth-state.entity';

/*
 * Connecting by OAuth (kommo-api.md 1.2 to 1.4). The `state` is 256 random bits, stored hashed, good for ten minutes and
 * one use, and bound to the person and the organisation that started. It is used up before the code is exchanged, so a
 * call-back that arrives twice is exchanged once.
 */

const STATE_LIFETIME_MS = 10 * 60_000;
const MAX_CODE = 5_000;
const MODES = { POST_MESSAGE: 'post_message', POPUP: 'popup' } as const;

/** What Kommo appended to the redirect address. */
export interface Grant {
  code: string;
  state: string;
  referer: string;
}

/** Makes the address at which an administrator of a Kommo account gives consent. @throws InputRejected */
export async function startKommoOAuth(ctx: Context, { mode }: StartKommoOAuthInput) {
  const { orgId, userId } = ctx.viewer;
  const state = randomToken();
  const expiresAt = new Date(Date.now() + STATE_LIFETIME_MS);
  const clientId = await withTransaction(ctx, async ({ transaction: db }) => {
    const credentials = await db.findOneBy(KommoCredentials, { orgId });
    if (!credentials) {
      throw reject('CREDENTIALS_MISSING', '', 'Save your Kommo integration first: saveKommoCredentials.');
    }
    await db.query('DELETE FROM crm.oauth_states WHERE org_id = $1 AND expires_at < now()', [orgId]);
    await db.insert(OAuthState, { orgId, id: newId(), userId, stateHash: hashToken(state), expiresAt });
    return credentials.clientId;
  });
  const url = new URL(ctx.crm.settings.authorizeUrl);
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('state', state);
  url.searchParams.set('mode', MODES[mode]);
  return { authorizeUrl: url.toString(), expiresAt };
}

/** Finishes what the same person started in the same organisation. @throws InputRejected */
export async function completeKommoOAuth(ctx: Context, input: CompleteKommoOAuthInput) {
  const { orgId, userId } = ctx.viewer;
  return { connection: await redeem(ctx.crm, { orgId, userId, audit: auditScopes(ctx) }, input) };
}

/** Finishes in whichever organisation the state was made: for the browser that Kommo sends back. @throws InputRejected */
export async function completeByState(runtime: CrmRuntime, grant: Grant): Promise<Connection> {
  const [owner] = (await runtime.source.query('SELECT * FROM crm.find_oauth_state($1)', [
    hashToken(grant.state),
  ])) as { org_id: string; user_id: string }[];
  if (!owner) throw stateInvalid();
  const who = { orgId: owner.org_id, userId: owner.user_id, audit: () => audit(owner.user_id) };
  // A browser comes back without a token, minutes later: whoever began may have lost the right, or the membership.
  if (!(await runtime.mayConnect(who))) {
    throw reject('NOT_ALLOWED', '', 'You may no longer connect Kommo accounts in this organisation.');
  }
  return redeem(runtime, who, grant);
}

/** A browser's way back is no mutation, and does what one does. */
const audit = (userId: string): AuditScope => ({
  action: 'completeKommoOAuth',
  actor: { kind: 'USER', id: userId },
  ip: null,
  requestId: null,
  told: [],
});

const stateInvalid = (): InputRejected =>
  reject(
    'STATE_INVALID',
    'state',
    'This consent request is not yours, was already used or is older than ten minutes. Start again.',
  );

async function redeem(runtime: CrmRuntime, who: Connecting, grant: Grant): Promise<Connection> {
  const code = grant.code.trim();
  if (code === '' || code.length > MAX_CODE) {
    throw reject('KOMMO_CODE_INVALID', 'code', 'This is not a valid Kommo code. Start again.');
  }
  // Before anything secret leaves: the host comes from outside.
  const subdomain = subdomainOfHost(runtime.settings, grant.referer.trim().toLowerCase());
  if (subdomain === null) {
    throw reject(
      'ACCOUNT_HOST_INVALID',
      'referer',
      'This is not the host of a Kommo account: "acme.kommo.com".',
    );
  }
  await consumeState(runtime, who, grant.state);
  const secrets = await readInOrganization(runtime.source, who.orgId, (db) =>
    findIntegrationSecrets(db, runtime.keyRing, who.orgId),
  );
  if (!secrets)
    throw reject(
      'CREDENTIALS_MISSING',
      '',
      'The Kommo integration has been deleted. Save it again: saveKommoCredentials.',
    );
  try {
    const { expiresIn, ...pair } = await exchangeCode(runtime, subdomain, secrets, code);
    const issuedAt = new Date();
    const tokens = { ...pair, issuedAt, expiresAt: new Date(issuedAt.getTime() + expiresIn * 1000) };
    return await connectAccount(runtime, who, { subdomain, authKind: 'OAUTH', tokens });
  } catch (error) {
    if (error instanceof KommoError) throw kommoRejection(error);
    throw error;
  }
}

/** Uses the state up. A state of somebody else stays as it is, for its owner. */
async function consumeState(runtime: CrmRuntime, who: Connecting, state: string): Promise<void> {
  const [, count] = await inOrganization(
    runtime.source,
    who.orgId,
    async (db) =>
      (await db.query(
        `UPDATE crm.oauth_states SET consumed_at = now()
          WHERE org_id = $1 AND user_id = $2 AND state_hash = $3 AND consumed_at IS NULL AND expires_at > now()`,
        [who.orgId, who.userId, hashToken(state)],
      )) as [unknown, number],
    undefined,
    who.audit(),
  );
  if (count !== 1) throw stateInvalid();
}
