import { UNSORTED } from '../unsorted-leads/unsorted-api';
import { countRows, hasRow, type CountedList } from './row-count';
import { KOMMO_ERROR_WORDS } from '../kommo/kommo-error';
import { CARD_ENTITIES } from './sync-cursor.entity';
import type { SyncSession } from './sync-session';

/*
 * Lists that are read whole with each synchronisation are counted once a day too, for a short answer looks like a whole one. Most of them
 * are counted by asking for single rows. Pipelines come in one answer that can't be asked for a single row, but says how many there are
 * (kommo-api.md 2.2, 3.3).
 */

/** A list, and how many of its rows there are on both sides. */
export interface WholeList {
  entity: 'PIPELINES' | 'USERS' | 'CUSTOM_FIELDS' | 'CATALOGS' | 'UNSORTED_LEADS';
  /** SQL that counts what we hold. */
  ours: string;
  /** SQL that counts what Kommo may go on listing for a while. */
  late?: string;
  /** @returns null where Kommo does not say, or nobody asks */
  theirs(session: SyncSession, ours: number): Promise<number | null>;
}

/** Rows we hold that are not deleted, and those that could not be read. */
const HELD = (table: string, entity: string): string => `
  SELECT (SELECT count(*) FROM crm.${table} WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted)
       + (SELECT count(*) FROM crm.quarantined_rows q WHERE q.org_id = $1 AND q.connection_id = $2 AND q.entity = '${entity}'
             AND NOT EXISTS (SELECT 1 FROM crm.${table} t WHERE t.org_id = $1 AND t.connection_id = $2
                                AND t.kommo_id = q.kommo_id AND NOT t.is_deleted)) AS n`;

/** How many rows a list has, where there should be so many: two requests when there are. */
async function countNear(session: SyncSession, list: CountedList, expected: number): Promise<number> {
  const isThere = expected === 0 || (await hasRow(session, list, expected));
  if (isThere && !(await hasRow(session, list, expected + 1))) return expected;
  return countRows(session, list);
}

const USERS: CountedList = { path: '/users', key: 'users', query: {} };
const CATALOGS: CountedList = { path: '/catalogs', key: 'catalogs', query: {} };

/** Each kind of card has a list of its own. */
async function countFields(session: SyncSession): Promise<number> {
  let count = 0;
  for (const kind of CARD_ENTITIES) {
    const rows = await session.select<{ n: string }>(
      `SELECT count(*) AS n FROM crm.custom_fields WHERE org_id = $1 AND connection_id = $2 AND kind = $3 AND NOT is_deleted`,
      [session.ref.orgId, session.ref.connectionId, kind],
    );
    const list = { path: `/${kind.toLowerCase()}/custom_fields`, key: 'custom_fields', query: {} };
    count += await countNear(session, list, Number(rows[0]?.n ?? 0));
  }
  return count;
}

export const WHOLE_LISTS: readonly WholeList[] = [
  {
    entity: 'PIPELINES',
    ours: HELD('pipelines', 'PIPELINES'),
    theirs: async (session) => (await session.surePage('/leads/pipelines', 'pipelines', {})).total,
  },
  {
    entity: 'USERS',
    ours: HELD('crm_users', 'USERS'),
    theirs: async (session, ours) =>
      (await session.rights()).users === null ? null : countNear(session, USERS, ours),
  },
  { entity: 'CUSTOM_FIELDS', ours: HELD('custom_fields', 'CUSTOM_FIELDS'), theirs: countFields },
  {
    entity: 'CATALOGS',
    ours: HELD('catalogs', 'CATALOGS'),
    // They are read when elements are due: what was read another time says nothing of today.
    theirs: async (session, ours) => {
      const { walkRunId } = await session.cursor('CATALOGS');
      return walkRunId === session.run.id ? countNear(session, CATALOGS, ours) : null;
    },
  },
  {
    entity: 'UNSORTED_LEADS',
    ours: `SELECT (SELECT count(*) FROM crm.unsorted_leads WHERE org_id = $1 AND connection_id = $2 AND state = 'WAITING')
                + (SELECT count(*) FROM crm.quarantined_rows
                    WHERE org_id = $1 AND connection_id = $2 AND entity = 'UNSORTED_LEADS') AS n`,
    late: `SELECT count(*) AS n FROM crm.unsorted_leads
            WHERE org_id = $1 AND connection_id = $2 AND closed_at > now() - interval '1 hour'`,
    theirs: async (session, ours) =>
      (await session.rights()).seesAll ? countNear(session, UNSORTED, ours) : null,
  },
];

/** Rows that came of a list that is read whole. */
interface Came {
  rows: readonly { id: string }[];
  odd: readonly { kommoId: string | null }[];
}

/**
 * Whether a list that was read whole has more rows than came. That is asked only where what came is something else than what we hold, or
 * what we hold was short itself.
 */
export async function isShort(
  session: SyncSession,
  list: CountedList & { entity: WholeList['entity']; table: string },
  { rows, odd }: Came,
): Promise<boolean> {
  const came = [...new Set([...rows.map(({ id }) => id), ...odd.flatMap(({ kommoId }) => kommoId ?? [])])];
  const [held] = await session.select<{ same: number; all: number }>(
    `SELECT count(*) FILTER (WHERE kommo_id = ANY ($3::bigint[]))::int AS same, count(*)::int AS all
       FROM ${list.table} WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted`,
    [session.ref.orgId, session.ref.connectionId, came],
  );
  const { errorCode } = await session.cursor(list.entity);
  const isAsBefore =
    held?.same === came.length && held.all === came.length && errorCode !== KOMMO_ERROR_WORDS.incomplete.code;
  return !isAsBefore && hasRow(session, list, came.length + 1);
}

/** The people of an account, as they are counted. */
export const USER_LIST = { ...USERS, entity: 'USERS', table: 'crm.crm_users' } as const;
/** The account's lists. */
export const CATALOG_LIST = { ...CATALOGS, entity: 'CATALOGS', table: 'crm.catalogs' } as const;
