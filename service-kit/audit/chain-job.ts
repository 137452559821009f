import type { DataSource, EntityManager } from 'typeorm';
import { inOrganization } from '../postgres/database';
import type { Logger } from '../process/logger';
import { startRounds, type Rounds } from '../process/rounds';
import { linkHash, signCheckpoint, WHOLE, type AuditKey, type AuditRecord } from './audit-chain';

/** Entries chained in one transaction. */
const BATCH = 1_000;
const EVERY_MS = 20_000;
/** What is older than this and not chained, nobody chains: something is wrong. */
export const CHAINED_WITHIN_S = 60;

/** The columns of an entry by their names in {@link AuditRecord}; `at` as text, so that no clock or driver changes it. */
export const RECORD_COLUMNS = `e.org_id AS "orgId", e.id, e.slot, e.n::int AS n,
  to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, e.subgraph, e.actor_kind AS "actorKind",
  e.actor_id AS "actorId", e.action, e.outcome, e.changes, e.ip, e.request_id AS "requestId"`;

/** What a chaining came to. */
export interface Chained {
  count: number;
  /** Entries that their slots have counted and that are not there. */
  missing: number;
}

/**
 * Chains the entries of an organisation that are not chained yet, and signs the day's checkpoint when there is none.
 * One process at a time does so for an organisation; mutations never wait for it.
 *
 * @param source of the role that may read the audit
 */
export async function chainAudit(source: DataSource, orgId: string, key: AuditKey): Promise<Chained> {
  const chained = { count: 0, missing: 0 };
  for (;;) {
    const batch = await inOrganization(source, orgId, async (db) => {
      await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`audit ${orgId}`]);
      const added = await chainBatch(db, orgId);
      if (added.count < BATCH) await addCheckpoint(db, orgId, key);
      return added;
    });
    chained.count += batch.count;
    chained.missing += batch.missing;
    if (batch.count < BATCH) return chained;
  }
}

async function lastLink(db: EntityManager, orgId: string): Promise<{ position: number; hash: string }> {
  const [last] = (await db.query(
    `SELECT position::int AS position, encode(hash, 'hex') AS hash FROM (
       (SELECT position, hash FROM audit.links WHERE org_id = $1 ORDER BY position DESC LIMIT 1)
       UNION ALL SELECT position, hash FROM audit.beginnings WHERE org_id = $1) last
      ORDER BY position DESC LIMIT 1`,
    [orgId],
  )) as { position: number; hash: string }[];
  return last ?? WHOLE;
}

/** Oldest first; within a slot by number, whatever the clock has done. */
async function chainBatch(db: EntityManager, orgId: string): Promise<Chained> {
  const records = (await db.query(
    `SELECT ${RECORD_COLUMNS} FROM audit.heads h
       LEFT JOIN audit.chained c ON c.org_id = h.org_id AND c.slot = h.slot
       JOIN LATERAL (SELECT * FROM audit.entries e WHERE e.org_id = h.org_id AND e.slot = h.slot AND e.n > coalesce(c.n, 0)
         AND e.n <= h.n ORDER BY e.n LIMIT ${BATCH}) e ON true
      WHERE h.org_id = $1 AND h.n > coalesce(c.n, 0) ORDER BY e.at, e.slot, e.n LIMIT ${BATCH}`,
    [orgId],
  )) as AuditRecord[];
  if (records.length > 0) await addLinks(db, orgId, records);
  const missing = records.length < BATCH ? await countMissing(db, orgId) : 0;
  return { count: records.length, missing };
}

async function addLinks(db: EntityManager, orgId: string, records: readonly AuditRecord[]): Promise<void> {
  let { position, hash } = await lastLink(db, orgId);
  const links = records.map((record) => {
    position += 1;
    hash = linkHash(hash, record);
    return { position, hash, id: record.id };
  });
  await db.query(
    `INSERT INTO audit.links (org_id, position, entry_id, hash)
     SELECT $1, l.position, l.id, decode(l.hash, 'hex') FROM unnest($2::bigint[], $3::uuid[], $4::text[]) AS l (position, id, hash)`,
    [orgId, links.map((link) => link.position), links.map(({ id }) => id), links.map((link) => link.hash)],
  );
  const reached = new Map<number, number>();
  for (const { slot, n } of records) reached.set(slot, Math.max(n, reached.get(slot) ?? 0));
  await db.query(
    `INSERT INTO audit.chained (org_id, slot, n) SELECT $1, c.slot, c.n FROM unnest($2::int[], $3::bigint[]) AS c (slot, n)
     ON CONFLICT (org_id, slot) DO UPDATE SET n = excluded.n`,
    [orgId, [...reached.keys()], [...reached.values()]],
  );
}

/**
 * How many entries the slots have counted that are not there. A number belongs to the transaction that wrote its entry, so all
 * that is counted is there, unless somebody took it out. It stays unchained, for `verifyAudit` to tell; a later entry of the slot
 * makes it a gap.
 */
async function countMissing(db: EntityManager, orgId: string): Promise<number> {
  const [row] = (await db.query(
    `SELECT coalesce(sum(h.n - coalesce(c.n, 0)), 0)::int AS missing FROM audit.heads h
       LEFT JOIN audit.chained c ON c.org_id = h.org_id AND c.slot = h.slot
      WHERE h.org_id = $1 AND h.n > coalesce(c.n, 0) AND NOT EXISTS (
        SELECT 1 FROM audit.entries e WHERE e.org_id = h.org_id AND e.slot = h.slot AND e.n > coalesce(c.n, 0))`,
    [orgId],
  )) as { missing: number }[];
  return row?.missing ?? 0;
}

/** One signature a day, over all that was chained until then. */
async function addCheckpoint(db: EntityManager, orgId: string, key: AuditKey): Promise<void> {
  const { position, hash } = await lastLink(db, orgId);
  const [today] = (await db.query(
    `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day WHERE NOT EXISTS (
       SELECT 1 FROM audit.checkpoints
        WHERE org_id = $1 AND (day = (now() AT TIME ZONE 'UTC')::date OR position = $2))`,
    [orgId, position],
  )) as { day: string }[];
  if (!today || position === 0) return;
  const checkpoint = signCheckpoint(key, { orgId, day: today.day, position, hash });
  await db.query(
    `INSERT INTO audit.checkpoints (org_id, day, position, hash, key_id, signature)
     VALUES ($1, $2, $3, decode($4, 'hex'), $5, decode($6, 'base64'))`,
    [orgId, checkpoint.day, position, hash, checkpoint.keyId, checkpoint.signature],
  );
}

/**
 * Chains what is new in every organisation, three times a minute, in any number of processes.
 *
 * @returns ends it
 */
export function startAuditChains(source: DataSource, key: AuditKey, log: Logger, everyMs = EVERY_MS): Rounds {
  let lastWell = Date.now();
  /** By organisation: what was told already. */
  const told = new Map<string, number>();
  const round = async (): Promise<void> => {
    const rows = (await source.query('SELECT org_id AS "orgId" FROM audit.work()')) as { orgId: string }[];
    for (const { orgId } of rows) {
      const { missing } = await chainAudit(source, orgId, key);
      if (missing === (told.get(orgId) ?? 0)) continue;
      told.set(orgId, missing);
      log.error({ orgId, missing }, 'audit entries are missing that were never chained');
    }
    lastWell = Date.now();
  };
  return startRounds({
    everyMs,
    round,
    onFailure: (error) =>
      log.error(
        { err: error, late: Date.now() - lastWell > CHAINED_WITHIN_S * 1000 },
        'audit could not be chained',
      ),
  });
}
