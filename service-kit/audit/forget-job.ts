import type { KeyObject } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { inOrganization, readInOrganization } from '../postgres/database';
import type { Logger } from '../process/logger';
import { startRounds, type Rounds } from '../process/rounds';
import type { AuditChange } from './audit-scope';
import { signBeginning, verifyChain, type AuditFault, type AuditKey } from './audit-chain';
import { ForgottenMeanwhile, readAudit } from './read-audit';

/*
 * Forgets entries that are older than they are kept (`AUDIT_KEEP_DAYS`), a piece of an organisation's chain at a time, up to a checkpoint
 * that is old enough:
 *
 *   verify the piece ─► sign where the audit begins from now on ─► take away what stands before, 1,000 entries in a transaction
 *
 * What is not intact is not forgotten: somebody has to see it. Who dies in the middle has left a beginning; the next round takes the rest.
 */

const EVERY_MS = 3_600_000;
/** Entries that are verified at once, unless a day has more. */
const PIECE = 100_000;
const TAKEN = 1_000;

/** What the audit is forgotten with. */
export interface AuditRetention {
  readonly key: AuditKey;
  /** Public keys by id, the key's own and earlier ones. */
  readonly trusted: ReadonlyMap<string, KeyObject>;
  readonly keepDays: number;
}

/**
 * Forgets what an organisation has that is too old.
 *
 * @param source of the role that may read the audit
 * @returns how many entries went, and what kept others from it
 */
export async function forgetAudit(
  source: DataSource,
  orgId: string,
  retention: AuditRetention,
): Promise<{ forgotten: number; faults: AuditFault[] }> {
  let forgotten = await takeAway(source, orgId);
  for (;;) {
    const until = await nextEnd(source, orgId, retention.keepDays);
    if (until === null) return { forgotten, faults: [] };
    const faults = await beginAt(source, orgId, until, retention);
    if (faults.length > 0) return { forgotten, faults };
    forgotten += await takeAway(source, orgId);
  }
}

/** The latest checkpoint within a piece that is old enough; of days that have more, the next one. */
async function nextEnd(source: DataSource, orgId: string, keepDays: number): Promise<number | null> {
  const [row] = (await readInOrganization(source, orgId, (db) =>
    db.query(
      `WITH begun AS (SELECT coalesce((SELECT position FROM audit.beginnings WHERE org_id = $1), 0) AS position)
       SELECT coalesce(max(c.position) FILTER (WHERE c.position <= begun.position + ${PIECE}), min(c.position))::int AS position
         FROM audit.checkpoints c, begun
        WHERE c.org_id = $1 AND c.day <= (now() AT TIME ZONE 'UTC')::date - $2::int AND c.position > begun.position`,
      [orgId, keepDays],
    ),
  )) as { position: number | null }[];
  return row?.position ?? null;
}

/** @returns what is wrong with the piece: then it stays */
async function beginAt(
  source: DataSource,
  orgId: string,
  until: number,
  { key, trusted, keepDays }: AuditRetention,
): Promise<AuditFault[]> {
  const piece = await readAudit(source, orgId, { until });
  const end = piece.checkpoints.get(until);
  const verdict = await verifyChain(piece.links(), piece.checkpoints, trusted, piece.begin).catch(
    (error: unknown) => {
      if (error instanceof ForgottenMeanwhile) return null;
      throw error;
    },
  );
  if (!verdict) return []; // another process has begun it elsewhere meanwhile, and takes away what was to be read
  const { slots, faults } = verdict;
  if (faults.length > 0 || !end) return faults;
  const day = new Date().toISOString().slice(0, 10);
  const told: AuditChange[] = [];
  const { keyId, signature } = signBeginning(key, { orgId, day, position: until, hash: end.hash, slots });
  await inOrganization(
    source,
    orgId,
    async (db) => {
      const [row] = (await db.query(`SELECT audit.begin_at($1, $2, $3, $4, decode($5, 'base64')) AS begun`, [
        until,
        day,
        JSON.stringify(slots),
        keyId,
        signature,
      ])) as { begun: boolean }[];
      if (!row?.begun) return; // another process was first, and tells of it
      const [before, after] = [piece.begin.position + 1, until + 1];
      told.push({ type: 'Audit', before: { begins: before }, after: { begins: after, keepDays } });
    },
    undefined,
    {
      action: 'forgetAudit',
      actor: { kind: 'SYSTEM', id: 'audit retention' },
      ip: null,
      requestId: null,
      told,
    },
  );
  return [];
}

async function takeAway(source: DataSource, orgId: string): Promise<number> {
  for (let total = 0; ;) {
    const [row] = (await inOrganization(source, orgId, (db) =>
      db.query('SELECT audit.forget($1) AS taken', [TAKEN]),
    )) as { taken: number }[];
    if (!row?.taken) return total;
    total += row.taken;
  }
}

/** Forgets in every organisation, once an hour, in any number of processes. @returns ends it */
export function startAuditRetention(
  source: DataSource,
  retention: AuditRetention,
  log: Logger,
  everyMs = EVERY_MS,
): Rounds {
  const onFailure = (error: unknown): void => log.error({ err: error }, 'audit could not be forgotten');
  const forgetOf = async (orgId: string): Promise<void> => {
    const { forgotten, faults } = await forgetAudit(source, orgId, retention);
    if (forgotten > 0) log.info({ orgId, forgotten }, 'audit entries forgotten');
    if (faults.length > 0)
      log.error({ orgId, faults: faults.slice(0, 10) }, 'audit is not intact, and is not forgotten');
  };
  const round = async (): Promise<void> => {
    const rows = (await source.query('SELECT org_id AS "orgId" FROM audit.old_work($1)', [
      retention.keepDays,
    ])) as { orgId: string }[];
    for (const { orgId } of rows) await forgetOf(orgId).catch(onFailure); // the others have their turn
  };
  return startRounds({
    everyMs,
    isEager: true,
    round,
    onFailure,
  });
}
