import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { clientOf } from '../connections/kommo-client';
import { KOMMO_ERROR_WORDS } from '../kommo/kommo-error';
import type { Query } from '../kommo/client';
import { tellCause, type Cause } from '../history/cause';
import type { Lane } from '../kommo/governor';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { fetchByIds } from './by-id';
import { SOURCES } from './sources';
import { sure } from './read-whole';
import { reviveSeen } from './reconcile';
import type { MirroredEntity } from './sync-cursor.entity';
import { buryCards } from './tombstones';

/** What became of cards that were fetched again. */
export interface Refetched {
  /** Kommo has them, and so have we now. */
  stored: string[];
  /** Kommo does not show them. */
  absent: string[];
}

export interface RefetchOptions {
  lane?: Lane;
  /** Of these it was heard that they are deleted: those Kommo no longer shows are buried. */
  deletedIds?: readonly string[];
  signal?: AbortSignal;
  /** Why they are fetched; for the journal. */
  cause?: Cause;
}

/**
 * Fetches cards again by their numbers and stores what Kommo says: at any time, beside a synchronisation or without one.
 *
 * @throws KommoError, or the signal's reason
 */
export async function refetchCards(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  entity: MirroredEntity,
  ids: readonly string[],
  { lane = 'webhook', deletedIds = [], signal, cause = { kind: 'WEBHOOK' } }: RefetchOptions = {},
): Promise<Refetched> {
  if (ids.length === 0) return { stored: [], absent: [] };
  const source = SOURCES[entity];
  const client = clientOf(runtime, ref);
  const now = runtime.settings.now ?? Date.now;
  const surePage = (path: string, key: string, query: Query) =>
    sure(() => client.page(path, key, query, { lane, signal }));
  const began = new Date(now());
  const found = await fetchByIds({ surePage, now }, source, ids);
  const deleted = new Set(deletedIds);
  const gone = found.absent.filter((id) => deleted.has(id)).map((kommoId) => ({ kommoId, at: began }));
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    await tellCause(db, cause);
    await found.store(db, ref, { accept: 'same' });
    // Kommo lists what is alive: a tombstone of before is disproved.
    await reviveSeen(db, ref, source, found.ids, began);
    await buryCards(db, ref, source, gone);
  });
  return { stored: found.ids, absent: found.absent };
}

/**
 * Whether a connection can be asked just now. After a block one synchronisation tries first, by a single request (`greet`):
 * until Kommo has answered that, nobody else does.
 */
export async function canAsk(runtime: CrmRuntime, { orgId, connectionId }: ConnectionRef): Promise<boolean> {
  const [row] = (await readInOrganization(runtime.source, orgId, (db) =>
    db.query(
      `SELECT 1 FROM crm.connections WHERE org_id = $1 AND id = $2 AND state IN ('ACTIVE', 'DEGRADED')
          AND closed_until IS NULL
          AND (paused_until IS NULL OR paused_until < now()) AND error_code IS DISTINCT FROM $3`,
      [orgId, connectionId, KOMMO_ERROR_WORDS.blocked_html.code],
    ),
  )) as unknown[];
  return row !== undefined;
}
