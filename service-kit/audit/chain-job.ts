import type { DataSource, EntityManager } from 'typeorm';
import { inOrganization } from '../postgres/database';
import type { Logger } from '../process/logger';
import { schemaOf } from '../outbox/events';
import { CHAIN_START, linkHash, signCheckpoint, type AuditKey, type AuditRecord } from './audit-chain';
import { CHAIN_WINDOW } from './audit-tables';

/** A subgraph whose audit is chained. */
export interface AuditPart {
  readonly name: string;
  readonly source: DataSource;
}

/** Entries chained in one transaction. */
const BATCH = 1_000;
const EVERY_MS = 20_000;

/** The columns of an entry by their names in {@link AuditRecord}; `at` as text, so that no clock or driver changes it. */
export const RECORD_COLUMNS = `e.org_id AS "orgId", e.id,
  to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, e.actor_kind AS "actorKind", e.actor_id AS "actorId",
  e.action, e.object_type AS "objectType", e.object_id AS "objectId", e.before, e.after, e.ip, e.request_id AS "requestId"`;

/**
 * Chains the entries of an organisation that are not chained yet, and signs the day's checkpoint when there is none.
 * One process at a time does so for an organisation; mutations never wait for it.
 *
 * @returns how many entries were chained
 */
export async function chainAudit(part: AuditPart, orgId: string, key: AuditKey): Promise<number> {
  let chained = 0;
  for (;;) {
    const count = await inOrganization(part.source, orgId, async (db) => {
      await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
        `audit ${part.name} ${orgId}`,
      ]);
      const added = await chainBatch(db, part.name, orgId);
      if (added < BATCH) await addCheckpoint(db, part.name, orgId, key);
      return added;
    });
    chained += count;
    if (count < BATCH) return chained;
  }
}

async function lastLink(db: EntityManager, orgId: string): Promise<{ position: number; hash: string }> {
  const [last] = (await db.query(
    `SELECT position::int AS position, encode(hash, 'hex') AS hash FROM ${schemaOf(db)}.audit_links
      WHERE org_id = $1 ORDER BY position DESC LIMIT 1`,
    [orgId],
  )) as { position: number; hash: string }[];
  return last ?? { position: 0, hash: CHAIN_START };
}

async function chainBatch(db: EntityManager, subgraph: string, orgId: string): Promise<number> {
  const schema = schemaOf(db);
  const records = (await db.query(
    `SELECT ${RECORD_COLUMNS} FROM ${schema}.audit_entries e
      WHERE e.org_id = $1 AND e.at > now() - ${CHAIN_WINDOW}
        AND NOT EXISTS (SELECT 1 FROM ${schema}.audit_links l WHERE l.org_id = e.org_id AND l.entry_id = e.id)
      ORDER BY e.at, e.id LIMIT ${BATCH}`,
    [orgId],
  )) as Omit<AuditRecord, 'subgraph'>[];
  if (records.length === 0) return 0;
  let { position, hash } = await lastLink(db, orgId);
  const links = records.map((record) => {
    position += 1;
    hash = linkHash(hash, { ...record, subgraph });
    return { position, hash, id: record.id };
  });
  await db.query(
    `INSERT INTO ${schema}.audit_links (org_id, position, entry_id, hash)
     SELECT $1, l.position, l.id, decode(l.hash, 'hex') FROM unnest($2::bigint[], $3::uuid[], $4::text[]) AS l (position, id, hash)`,
    [orgId, links.map((link) => link.position), links.map(({ id }) => id), links.map((link) => link.hash)],
  );
  return records.length;
}

/** One signature a day, over all that was chained until then. */
async function addCheckpoint(
  db: EntityManager,
  subgraph: string,
  orgId: string,
  key: AuditKey,
): Promise<void> {
  const { position, hash } = await lastLink(db, orgId);
  const [today] = (await db.query(
    `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day WHERE NOT EXISTS (
       SELECT 1 FROM ${schemaOf(db)}.audit_checkpoints
        WHERE org_id = $1 AND (day = (now() AT TIME ZONE 'UTC')::date OR position = $2))`,
    [orgId, position],
  )) as { day: string }[];
  if (!today || position === 0) return;
  const checkpoint = signCheckpoint(key, { orgId, subgraph, day: today.day, position, hash });
  await db.query(
    `INSERT INTO ${schemaOf(db)}.audit_checkpoints (org_id, day, position, hash, key_id, signature)
     VALUES ($1, $2, $3, decode($4, 'hex'), $5, decode($6, 'base64'))`,
    [orgId, checkpoint.day, position, hash, checkpoint.keyId, checkpoint.signature],
  );
}

/**
 * Chains what is new in every organisation, three times a minute, in any number of processes.
 *
 * @returns ends it
 */
export function startAuditChains(
  parts: readonly AuditPart[],
  key: AuditKey,
  log: Logger,
  everyMs = EVERY_MS,
): { close(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const round = async (): Promise<void> => {
    for (const part of parts) {
      const rows = (await part.source.query(
        `SELECT org_id AS "orgId" FROM ${schemaOf(part.source)}.audit_work()`,
      )) as {
        orgId: string;
      }[];
      for (const { orgId } of rows) await chainAudit(part, orgId, key);
    }
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = round()
      .catch((error: unknown) => log.error({ err: error }, 'audit could not be chained'))
      .finally(() => (busy = false));
  }, everyMs);
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
