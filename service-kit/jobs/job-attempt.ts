import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '../data/ids';
import { inOrganization } from '../postgres/database';
import { DEFAULT_AT_ONCE, type JobDefinition, type JobProgress } from './job-kind';

/*
 * What becomes of a job's row during one try. The database's clock decides about leases, so that no worker's clock matters.
 * Every write but the claim names the runner: who has lost the job changes nothing.
 */

/** A lease ends so long after its last renewal. A killed worker's job is taken up by another then. */
export const LEASE_MS = 15_000;

/** Results and checkpoints larger than this belong in a file. */
const LARGEST_JSON = 64_000;
const LONGEST_WAIT_S = 3_600;

interface ClaimedRow {
  id: string;
  input: unknown;
  attempt: number;
  max_attempts: number;
  requested_by: string | null;
  checkpoint: unknown;
  /** As `storedTrace` wrote it. */
  trace: string | null;
}

/** One try at a job, as its row has it. */
export class JobAttempt {
  private constructor(
    private readonly source: DataSource,
    readonly orgId: string,
    readonly kind: string,
    readonly row: ClaimedRow,
    private readonly runner: string,
    private readonly leaseMs: number,
  ) {}

  /**
   * Takes an organisation's oldest job of a kind that is due, or whose worker has died.
   *
   * @param onGivenUp told of jobs that ended here because they had killed each of their workers
   * @returns null when there is none, or as many run as may at once
   */
  static async claim(
    source: DataSource,
    orgId: string,
    definition: JobDefinition,
    onGivenUp: (id: string) => void,
    leaseMs = LEASE_MS,
  ): Promise<JobAttempt | null> {
    const { kind, atOnce = DEFAULT_AT_ONCE } = definition;
    const runner = newId();
    const row = await inOrganization(source, orgId, async (db) => {
      // Two that claim at once would both count what ran before either.
      await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`job ${kind} ${orgId}`]);
      for (const { id } of await giveUp(db, orgId, kind)) onGivenUp(id);
      const [rows] = (await db.query(
        `UPDATE jobs.jobs SET state = 'RUNNING', runner = $3, attempt = attempt + 1,
                lease_until = clock_timestamp() + make_interval(secs => $4),
                started_at = coalesce(started_at, clock_timestamp())
          WHERE org_id = $1 AND id = (
            SELECT id FROM jobs.jobs WHERE org_id = $1 AND kind = $2 AND next_at <= clock_timestamp()
               AND ((state = 'QUEUED' AND (lease_until IS NULL OR lease_until < clock_timestamp()))
                 OR (state = 'RUNNING' AND lease_until < clock_timestamp()))
               AND (SELECT count(*) FROM jobs.jobs held
                     WHERE held.org_id = $1 AND held.kind = $2 AND held.lease_until >= clock_timestamp()) < $5
             ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING id, input, attempt, max_attempts, requested_by, checkpoint, trace`,
        [orgId, kind, runner, leaseMs / 1000, atOnce],
      )) as [ClaimedRow[], number];
      return rows[0];
    });
    return row ? new JobAttempt(source, orgId, kind, row, runner, leaseMs) : null;
  }

  read<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    return inOrganization(this.source, this.orgId, work);
  }

  /** What the job changes is audited as the product's own doing. */
  write<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    const actor = { kind: 'SYSTEM', id: `job ${this.row.id}` } as const;
    const audit = { action: this.kind, actor, ip: null, requestId: null, told: [] };
    return inOrganization(this.source, this.orgId, work, undefined, audit);
  }

  /** Changes the row while this try has it. @returns whether it has */
  async #change(db: EntityManager, set: string, ...values: unknown[]): Promise<boolean> {
    const [, count] = (await db.query(
      `UPDATE jobs.jobs SET ${set} WHERE org_id = $1 AND id = $2 AND runner = $3 AND state = 'RUNNING'`,
      [this.orgId, this.row.id, this.runner, ...values],
    )) as [unknown, number];
    return count > 0;
  }

  /** Renews the lease and notes progress. @returns false when this try no longer has the job */
  renew(db: EntityManager, { percent, note, checkpoint }: JobProgress = {}): Promise<boolean> {
    return this.#change(
      db,
      `lease_until = clock_timestamp() + make_interval(secs => $4), percent = greatest(percent, $5::real),
       note = coalesce($6, note), checkpoint = coalesce($7::jsonb, checkpoint)`,
      this.leaseMs / 1000,
      percent === undefined ? 0 : Math.min(100, Math.max(0, percent)),
      note?.slice(0, 300) ?? null,
      checkpoint === undefined ? null : jsonOf(checkpoint, 'checkpoint'),
    );
  }

  /** Ends the job well. @throws Error for a result that is too large. @returns false when this try no longer has it */
  succeed(result: unknown): Promise<boolean> {
    const json = result === undefined ? null : jsonOf(result, 'result');
    return this.read((db) =>
      this.#change(
        db,
        `state = 'SUCCEEDED', percent = 100, result = $4, finished_at = clock_timestamp(), checkpoint = NULL,
         runner = NULL, lease_until = NULL, error_code = NULL, error_message = NULL, error_at = NULL, fault = NULL`,
        json,
      ),
    );
  }

  /** Notes a failure: the job is tried again after a while, or has failed for good. @returns whether for good */
  async fail(
    told: { code: string; message: string },
    fault: string | null,
    isFinal: boolean,
  ): Promise<boolean> {
    const { attempt, max_attempts: most } = this.row;
    const isDead = isFinal || attempt >= most;
    const waitS = Math.min(2 ** attempt, LONGEST_WAIT_S);
    await this.read((db) =>
      this.#change(
        db,
        `runner = NULL, lease_until = NULL, error_code = $4, error_message = $5, error_at = clock_timestamp(), fault = $6,
         state = CASE WHEN $7 THEN 'FAILED' ELSE 'QUEUED' END, finished_at = CASE WHEN $7 THEN clock_timestamp() END,
         next_at = clock_timestamp() + make_interval(secs => $8)`,
        told.code,
        told.message,
        fault?.replaceAll('\0', '').slice(0, 2_000) ?? null,
        isDead,
        waitS,
      ),
    );
    return isDead;
  }

  /** Hands the job back because the process stops: the try does not count. */
  async handBack(): Promise<void> {
    await this.read((db) =>
      this.#change(
        db,
        `state = 'QUEUED', runner = NULL, lease_until = NULL, attempt = attempt - 1, next_at = clock_timestamp()`,
      ),
    );
  }

  /** Lets go of a job that was cancelled: from now on it may be retried. */
  async letGo(): Promise<void> {
    await this.read(async (db) => {
      await db.query(
        `UPDATE jobs.jobs SET runner = NULL, lease_until = NULL
          WHERE org_id = $1 AND id = $2 AND runner = $3 AND state <> 'RUNNING'`,
        [this.orgId, this.row.id, this.runner],
      );
    });
  }
}

/** Jobs whose last try died with its worker. */
async function giveUp(db: EntityManager, orgId: string, kind: string): Promise<{ id: string }[]> {
  const [rows] = (await db.query(
    `UPDATE jobs.jobs SET state = 'FAILED', runner = NULL, lease_until = NULL, finished_at = clock_timestamp(),
            error_code = 'JOB_INTERRUPTED', error_message = 'Its worker ended in the middle of it, each time.',
            error_at = clock_timestamp()
      WHERE org_id = $1 AND kind = $2 AND state = 'RUNNING' AND lease_until < clock_timestamp()
        AND attempt >= max_attempts RETURNING id`,
    [orgId, kind],
  )) as [{ id: string }[], number];
  return rows;
}

function jsonOf(value: unknown, what: string): string {
  const text = JSON.stringify(value) ?? 'null';
  if (Buffer.byteLength(text) > LARGEST_JSON)
    throw new Error(
      `The ${what} of a job is larger than ${LARGEST_JSON} bytes: keep it in a file or a table.`,
    );
  return text;
}
