import type { EntityManager } from 'typeorm';
import { auditScopes, withTransaction } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { ConnectKommoWithTokenInput, DisconnectKommoInput } from '../generated/types';
import { readAccessTokenClaims } from '../kommo/access-token';
import { KommoError } from '../kommo/kommo-error';
import { isSubdomain, subdomainOfHost } from '../kommo/settings';
import { kommoRejection } from '../oauth/kommo-rejection';
import { endChats } from '../chats/chat-scope';
import { takeTalksTurn } from '../messages/message-store';
import { endSubscription } from '../webhooks/subscription';
import { announceRun } from '../sync-runs/run-changes';
import { connectAccount } from './connect-account';
import { ConnectionTokens } from './connection-tokens.entity';
import { Connection } from './connection.entity';

const NEWEST_FIRST = orderBy<Connection>('createdAt', 'DESC');

/** The organisation's connections, newest first. */
export async function listConnections(ctx: Context, args: PageArgs): Promise<Page<Connection>> {
  const where = new Narrowing<Connection>().and('connection.orgId = :orgId');
  return readPage(ctx, { entity: Connection, alias: 'connection', where, order: NEWEST_FIRST }, args);
}

/** One connection. @throws GraphQLError NOT_FOUND */
export async function getConnection(ctx: Context, id: string): Promise<Connection> {
  const connection = await ctx.loaders.connections.load(checkId(id, 'Connection'));
  if (!connection) throw notFound('Connection');
  return connection;
}

const LONGEST_TOKEN = 10_000;

/** Connects an account by a long-lived token (kommo-api.md 1.7). @throws InputRejected */
export async function connectKommoWithToken(ctx: Context, input: ConnectKommoWithTokenInput) {
  const given = input.subdomain.trim().toLowerCase();
  const subdomain = given.includes('.') ? subdomainOfHost(ctx.crm.settings, given) : given;
  if (subdomain === null || !isSubdomain(subdomain)) {
    throw reject(
      'ACCOUNT_HOST_INVALID',
      'subdomain',
      'Give the first part of the address: "acme" of acme.kommo.com.',
    );
  }
  const accessToken = input.accessToken.trim();
  const claims = accessToken.length <= LONGEST_TOKEN ? readAccessTokenClaims(accessToken) : null;
  const expiresAt = claims?.exp === undefined ? null : new Date(claims.exp * 1000);
  if (!expiresAt || !/^[\w.~+/=-]+$/.test(accessToken)) {
    throw reject('TOKEN_INVALID', 'accessToken', 'This is not a valid Kommo token. Copy the whole token.');
  }
  const { orgId, userId } = ctx.viewer;
  const tokens = { accessToken, refreshToken: null, issuedAt: new Date(), expiresAt };
  try {
    const access = { subdomain, authKind: 'LONG_LIVED', tokens } as const;
    return { connection: await connectAccount(ctx.crm, { orgId, userId, audit: auditScopes(ctx) }, access) };
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (error.kind !== 'unauthorized') throw kommoRejection(error);
    const message =
      'Kommo does not accept this token for this account: it is expired, revoked or of another account.';
    throw reject('TOKEN_REFUSED', 'accessToken', message);
  }
}

const COPIED = [
  'tasks',
  'lead_notes',
  'contact_notes',
  'company_notes',
  'unsorted_leads',
  'card_events',
  'lead_catalog_elements',
  'catalog_elements',
  'catalogs',
  'messages',
  'talks',
  'lead_contacts',
  'leads',
  'contacts',
  'companies',
  'custom_fields',
  'crm_users',
  'stages',
  'pipelines',
];
const KEPT_ABOUT = [
  'tombstones',
  'card_changes',
  'sync_cursors',
  'quarantined_rows',
  'connection_notices',
  'connection_access',
  'drift_checks',
  'kommo_writes',
  'rule_runs',
  'rules',
  'rule_echoes',
];

/** A worker's next commit waits for the run's row and then finds itself without a run. */
const cancelRuns = (db: EntityManager, orgId: string, connectionId: string): Promise<unknown> =>
  db.query(
    `UPDATE crm.sync_runs SET state = 'CANCELLED', finished_at = now()
      WHERE org_id = $1 AND connection_id = $2 AND state IN ('QUEUED', 'RUNNING')`,
    [orgId, connectionId],
  );

/** Ends a connection. @throws GraphQLError NOT_FOUND */
export async function disconnectKommo(ctx: Context, { connectionId, data }: DisconnectKommoInput) {
  const id = checkId(connectionId, 'Connection');
  const { orgId } = ctx.viewer;
  await getConnection(ctx, id);
  await endChats(ctx.crm, { orgId, connectionId: id });
  await endSubscription(ctx.crm, { orgId, connectionId: id });
  const connection = await withTransaction(ctx, async ({ transaction: db, afterCommit }) => {
    await afterCommit(() => announceRun(ctx.crm, { orgId, connectionId: id }));
    // The run before the connection, as everywhere; and once more, for one that was made while we waited.
    await cancelRuns(db, orgId, id);
    const found = await db.findOne(Connection, { where: { orgId, id }, lock: { mode: 'for_no_key_update' } });
    if (!found) throw notFound('Connection');
    await cancelRuns(db, orgId, id);
    await db.delete(ConnectionTokens, { orgId, connectionId: id });
    // What Kommo told us of is of no use any more, and holds what people wrote.
    await db.query('DELETE FROM crm.webhook_inbox WHERE org_id = $1 AND connection_id = $2', [orgId, id]);
    if (data === 'PURGE') {
      await takeTalksTurn(db, { orgId, connectionId: id });
      for (const table of [...COPIED, ...KEPT_ABOUT]) {
        await db.query(`DELETE FROM crm.${table} WHERE org_id = $1 AND connection_id = $2`, [orgId, id]);
      }
    }
    const change = { pausedUntil: null, errorCode: null, errorMessage: null, errorAt: null };
    return db.save(Connection, Object.assign(found, change, { state: 'DISCONNECTED' as const }));
  });
  ctx.log.info({ connectionId: id, data }, 'kommo account disconnected');
  return { connection };
}
