import type { EntityManager } from 'typeorm';
import type { AuditScope } from '../../../../service-kit/audit/audit-scope';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { newId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import { checkNewAccess } from '../access/check-access';
import { readAccessTokenClaims } from '../kommo/access-token';
import { parseAccount, type AccountRow } from '../kommo/rows';
import { accountAddress, isSubdomain } from '../kommo/settings';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { isOutage } from '../../../../service-kit/jobs/queue';
import { scheduleNextPoll } from '../sync-runs/polling';
import { enqueueRun, requestRun } from '../sync-runs/start-run';
import { Connection, type AuthKind } from './connection.entity';
import { putTokens, type OpenTokens } from './token-store';

/** Who connects an account, and for which organisation. */
export interface Connecting {
  orgId: string;
  userId: string;
  /** What its transactions are audited as. */
  audit: () => AuditScope | undefined;
}

interface NewAccess {
  subdomain: string;
  authKind: AuthKind;
  tokens: OpenTokens;
}

/**
 * Makes a connection of tokens that Kommo has just given: asks Kommo whose they are, stores one connection per account
 * (an account that was connected before keeps its id and data), and starts a synchronisation.
 *
 * @param within done in the transaction that stores the connection; what it throws takes that back
 * @throws KommoError when Kommo does not answer for the account
 * @throws InputRejected when the token is for another account than the one that answers
 */
export async function connectAccount(
  runtime: CrmRuntime,
  who: Connecting,
  access: NewAccess,
  within: (db: EntityManager) => Promise<void> = async () => undefined,
): Promise<Connection> {
  const { subdomain, tokens } = access;
  const account = await accountOf(runtime, { subdomain, accessToken: tokens.accessToken });
  await runtime.pace.unblock(account.id);
  const act = <T>(work: (db: EntityManager) => Promise<T>): Promise<T> =>
    inOrganization(runtime.source, who.orgId, work, undefined, who.audit());
  const { connection, run } = await act(async (db) => {
    await within(db);
    const connection = await putConnection(db, who, access, account);
    await putTokens(db, runtime.keyRing, refOf(connection), access.tokens);
    // With it: who dies before the rest leaves no connection without a run.
    const { run } = await requestRun(db, refOf(connection), 'INCREMENTAL');
    return { connection, run };
  });
  const ref = refOf(connection);
  runtime.log.info({ orgId: who.orgId, connectionId: connection.id }, 'kommo account connected');
  await enqueueRun(runtime, run);
  await trySchedule(runtime, ref);
  await tryAccess(runtime, ref, account.current_user_id);
  return connection;
}

/** The queue adds what it could not take as soon as it is back; should this process end before, a worker plans it when it starts. */
async function trySchedule(runtime: CrmRuntime, ref: ConnectionRef): Promise<void> {
  try {
    await scheduleNextPoll(runtime, ref);
  } catch (error) {
    if (!isOutage(error)) throw error;
    runtime.log.info({ connectionId: ref.connectionId }, 'the schedule waits for the queue');
  }
}

/** What is allowed is told with the connection; that this fails keeps nobody from connecting: it is asked with the first synchronisation. */
async function tryAccess(runtime: CrmRuntime, ref: ConnectionRef, userId: string | null): Promise<void> {
  try {
    await checkNewAccess(runtime, ref, userId);
  } catch (error) {
    runtime.log.warn({ err: error, connectionId: ref.connectionId }, 'what is allowed could not be asked');
  }
}

const refOf = ({ orgId, id }: Connection): ConnectionRef => ({ orgId, connectionId: id });

/**
 * Asks whose a token is. Its claims say so; only Kommo's own answer with it proves that.
 *
 * @throws KommoError, InputRejected as {@link connectAccount}
 */
export async function accountOf(
  runtime: CrmRuntime,
  { subdomain, accessToken }: { subdomain: string; accessToken: string },
): Promise<AccountRow> {
  const { body } = await runtime.http.send({
    method: 'GET',
    url: `${accountAddress(runtime.settings, subdomain)}/api/v4/account`,
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const account = parseAccount(body);
  const claimed = readAccessTokenClaims(accessToken)?.account_id;
  if (claimed !== undefined && String(claimed) !== account.id) {
    throw reject('ACCOUNT_MISMATCH', '', 'The token belongs to a different Kommo account.');
  }
  return account;
}

async function putConnection(
  db: EntityManager,
  who: Connecting,
  { subdomain, authKind }: NewAccess,
  account: AccountRow,
): Promise<Connection> {
  const now = new Date();
  await db.query(
    `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind,
       connected_at, connected_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'ACTIVE', $7, $8, $9, $8)
     ON CONFLICT (org_id, account_id) DO UPDATE SET subdomain = EXCLUDED.subdomain,
       account_name = EXCLUDED.account_name, currency = EXCLUDED.currency, state = 'ACTIVE',
       auth_kind = EXCLUDED.auth_kind, connected_at = EXCLUDED.connected_at, connected_by = EXCLUDED.connected_by,
       paused_until = NULL, talks_refused_at = NULL, error_code = NULL, error_message = NULL, error_at = NULL`,
    [
      who.orgId,
      newId(),
      account.id,
      isSubdomain(account.subdomain) ? account.subdomain : subdomain,
      account.name,
      account.currency,
      authKind,
      now,
      who.userId,
    ],
  );
  return db.findOneByOrFail(Connection, { orgId: who.orgId, accountId: account.id });
}
