import type { EntityManager } from 'typeorm';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { newId } from '../../../../service-kit/data/ids';
import { trimJournal } from '../history/trim-journal';
import { trimRuleRuns } from '../rules/trim-rule-runs';
import { trimRuns } from '../sync-runs/trim-runs';
import { requestRun } from '../sync-runs/start-run';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { fetchByIds } from './by-id';
import { noteDrift } from '../kommo/kommo-metrics';
import { SOURCES, type MirrorSource } from './sources';
import { unlessRefused } from './optional';
import { buryCards } from './tombstones';
import { countRows } from './row-count';
import { MIRRORED_ENTITIES, type StoredEntity } from './sync-cursor.entity';
import type { SyncSession } from './sync-session';
import { askForLostChanges } from '../writes/change-store';
import { WHOLE_LISTS, type WholeList } from './whole-lists';

/*
 * Our copy is compared with Kommo all the time, because some changes tell nobody: merges, links and tags without a new
 * `updated_at`, lost webhooks. Every hour a sample of each kind is fetched again; every day also everything that changed within two
 * days, and the rows are counted on both sides. What differs is put right at once and counted as drift. Counts that differ ask
 * for a synchronisation of everything, and so does a week without one (polling.ts). A list that is read whole (whole-lists.ts) is read again
 * where its count differs: reading everything would bring no more.
 */

const SAMPLE = 100;
const MOST_RECENT = 2_500;
const HOURLY_MS = 3_600_000;
const DAILY_MS = 24 * HOURLY_MS;

interface CheckTimes {
  sampled_at: Date | null;
  counted_at: Date | null;
}

/** How each list that is read whole is read again. */
export type ReadAgain = Record<WholeList['entity'], (session: SyncSession) => Promise<void>>;

/** Compares what is due. */
export async function checkCopy(
  runtime: CrmRuntime,
  session: SyncSession,
  readAgain: ReadAgain,
): Promise<void> {
  const { orgId, connectionId } = session.ref;
  const [times] = await session.select<CheckTimes>(
    'SELECT sampled_at, counted_at FROM crm.connections WHERE org_id = $1 AND id = $2',
    [orgId, connectionId],
  );
  const isDue = (at: Date | null | undefined, every: number) => session.now() - (at?.getTime() ?? 0) >= every;
  if (await hasReadAll(session)) return noteTimes(session, true);
  const isDaily = isDue(times?.counted_at, DAILY_MS);
  if (!isDaily && !isDue(times?.sampled_at, HOURLY_MS)) return;
  let isOff = false;
  for (const entity of MIRRORED_ENTITIES) {
    const source = SOURCES[entity];
    const compare = async () => {
      const counts = isDaily ? await compareCounts(session, source) : null;
      await compareRows(session, source, isDaily, counts);
      return counts !== null && counts.ours !== counts.theirs;
    };
    if (await (source.isOptional ? unlessRefused(session, entity, compare) : compare())) isOff = true;
  }
  if (isDaily) {
    for (const list of WHOLE_LISTS) {
      await unlessRefused(session, list.entity, () => compareList(session, list, readAgain[list.entity]));
    }
    await session.run.commit((db) => askForLostChanges(db, session.ref));
    await trimJournal(session);
    await trimRuns(session);
    await trimRuleRuns(session);
  }
  await noteTimes(session, isDaily);
  // Behind this run: whoever ends it puts the next one into the queue.
  if (isOff && session.run.mode !== 'FULL') {
    await inOrganization(runtime.source, orgId, (db) => requestRun(db, session.ref, 'FULL'));
  }
}

/** Whether this run has read everything: nothing is left to compare. */
async function hasReadAll(session: SyncSession): Promise<boolean> {
  const cursors = await Promise.all(MIRRORED_ENTITIES.map((entity) => session.cursor(entity)));
  return cursors.every((cursor) => cursor.walkRunId === session.run.id && cursor.walkFrom === null);
}

async function noteTimes(session: SyncSession, isDaily: boolean): Promise<void> {
  const { run, ref } = session;
  const at = new Date(session.now());
  await run.commit((db) =>
    db.query(
      `UPDATE crm.connections SET sampled_at = $3, counted_at = CASE WHEN $4 THEN $3 ELSE counted_at END
        WHERE org_id = $1 AND id = $2`,
      [ref.orgId, ref.connectionId, at, isDaily],
    ),
  );
}

interface Counts {
  ours: number;
  theirs: number;
}

/** Only somebody who sees every row can count them. */
async function compareCounts(session: SyncSession, source: MirrorSource): Promise<Counts | null> {
  if (!(await session.rights()).seesAll) return null;
  const { orgId, connectionId } = session.ref;
  const theirs = await countRows(session, source);
  const [row] = await session.select<{ n: string }>(
    `SELECT (SELECT count(*) FROM ${source.table} t
              WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted)
          + (SELECT count(*) FROM crm.quarantined_rows q WHERE q.org_id = $1 AND q.connection_id = $2 AND q.entity = $3
                AND NOT EXISTS (SELECT 1 FROM ${source.table} t WHERE t.org_id = $1 AND t.connection_id = $2
                                   AND t.kommo_id = q.kommo_id AND NOT t.is_deleted)) AS n`,
    [orgId, connectionId, source.entity],
  );
  return { ours: Number(row?.n ?? 0), theirs };
}

/** Counts a list that is read whole; where Kommo has another number of rows than we hold, it is read and counted again. */
async function compareList(
  session: SyncSession,
  list: WholeList,
  readAgain: (session: SyncSession) => Promise<void>,
): Promise<void> {
  let counts = await countBoth(session, list);
  if (counts && counts.drifted > 0) {
    await readAgain(session);
    counts = await countBoth(session, list);
  }
  if (counts === null) return;
  const { ours, theirs, drifted } = counts;
  await session.run.commit((db) =>
    noteCheck(db, session.ref, list.entity, { checked: Math.max(ours, theirs), drifted, ours, theirs }),
  );
  noteDrift(list.entity, drifted);
}

/** @returns null where Kommo does not say, or nobody asks */
async function countBoth(
  session: SyncSession,
  { ours: sql, theirs: count, late }: WholeList,
): Promise<(Counts & { drifted: number }) | null> {
  const { orgId, connectionId } = session.ref;
  const counted = async (text: string) => {
    const [row] = await session.select<{ n: string }>(text, [orgId, connectionId]);
    return Number(row?.n ?? 0);
  };
  const ours = await counted(sql);
  const theirs = await count(session, ours);
  if (theirs === null) return null;
  const lateRows = late && theirs > ours ? await counted(late) : 0;
  return { ours, theirs, drifted: Math.max(0, Math.abs(ours - theirs) - lateRows) };
}

/** Notes what a comparison came to; what is older than a month is forgotten. */
export async function noteCheck(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  entity: StoredEntity | WholeList['entity'],
  check: { checked: number; drifted: number; ours?: number; theirs?: number },
): Promise<void> {
  await db.query(
    `INSERT INTO crm.drift_checks (org_id, id, connection_id, entity, checked_at, checked, drifted, ours, theirs)
     VALUES ($1, $2, $3, $4, now(), $5, $6, $7, $8)`,
    [
      orgId,
      newId(),
      connectionId,
      entity,
      check.checked,
      check.drifted,
      check.ours ?? null,
      check.theirs ?? null,
    ],
  );
  await db.query(
    `DELETE FROM crm.drift_checks WHERE org_id = $1 AND connection_id = $2 AND checked_at < now() - interval '30 days'`,
    [orgId, connectionId],
  );
}

async function compareRows(
  session: SyncSession,
  source: MirrorSource,
  isDaily: boolean,
  counts: Counts | null,
): Promise<void> {
  const { orgId, connectionId } = session.ref;
  const rows = await session.select<{ kommo_id: string }>(
    `(SELECT kommo_id FROM ${source.table} WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted
         AND $3 AND updated_at > $4::timestamptz - interval '2 days' ORDER BY updated_at DESC LIMIT ${MOST_RECENT})
     UNION
     (SELECT kommo_id FROM ${source.table} WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted
       ORDER BY md5(id::text || $4::text) LIMIT ${SAMPLE})`,
    [orgId, connectionId, isDaily, new Date(session.now())],
  );
  const ids = rows.map((row) => row.kommo_id);
  const { seesAll } = await session.rights();
  const found = await fetchByIds(session, source, ids);
  const changed = await session.read((db) => found.differing(db, session.ref));
  const absent = seesAll ? found.absent : [];
  const at = new Date(session.serverTime * 1000);
  await session.run.commit(async (db) => {
    await found.store(db, session.ref, { accept: 'any', readAt: found.readAt });
    await buryCards(
      db,
      session.ref,
      source,
      absent.map((kommoId) => ({ kommoId, at })),
    );
    const drifted = changed.length + absent.length;
    await noteCheck(db, session.ref, source.entity, { checked: ids.length, drifted, ...counts });
  });
  noteDrift(source.entity, changed.length + absent.length);
}
