import type { EntityManager } from 'typeorm';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { isUniqueViolation } from '../../../../service-kit/postgres/unique-violation';
import { newId } from '../../../../service-kit/data/ids';
import type { CrmRuntime, SyncJob } from '../runtime';
import { announceRun } from './run-changes';
import { SYNC_PHASES, type SyncMode, type SyncPhase } from './sync-run.entity';

/** Thrown at a commit when another worker has taken the run, or it was cancelled: stop without a word. */
export class RunLost extends Error {}

/** What a commit adds to the run's progress. */
export interface Advance {
  /** Rows read with it. */
  rows?: number;
  /** By how much the guess of all rows was wrong. */
  totalDelta?: number;
}

interface ClaimedRow {
  mode: SyncMode;
  phase: SyncPhase;
}

/** How much is done when a phase begins, for runs that don't know their number of rows; the last one is 100. */
const shareBefore = (phase: SyncPhase): number =>
  (100 * SYNC_PHASES.indexOf(phase)) / (SYNC_PHASES.length - 1);

/** A change of state that another run may have made first: a connection has one run of each at a time. */
async function unlessTaken<R>(
  runtime: CrmRuntime,
  { orgId }: SyncJob,
  change: (db: EntityManager) => Promise<R[]>,
): Promise<R[]> {
  try {
    return await inOrganization(runtime.source, orgId, change);
  } catch (error) {
    if (isUniqueViolation(error)) return [];
    throw error;
  }
}

/** A run in the hands of this worker. All that is written for it goes through {@link ActiveRun.commit}. */
export class ActiveRun {
  private rowsRead = 0;

  private constructor(
    private readonly runtime: CrmRuntime,
    readonly job: SyncJob,
    readonly mode: SyncMode,
    private current: SyncPhase,
    private readonly runner: string,
  ) {}

  /**
   * Takes a run; whoever had it before loses it.
   *
   * @returns null when it has ended meanwhile, or another run of the connection goes before: whoever ends that one
   *   enqueues this one
   */
  static async claim(runtime: CrmRuntime, job: SyncJob): Promise<ActiveRun | null> {
    const runner = newId();
    const [row] = await unlessTaken(runtime, job, async (db) => {
      const [rows] = (await db.query(
        `UPDATE crm.sync_runs SET state = 'RUNNING', runner = $3, runner_since = now(), runner_rows = rows_done,
            step = step + 1, beat_at = now()
          WHERE org_id = $1 AND id = $2 AND state IN ('QUEUED', 'RUNNING')
            AND NOT EXISTS (SELECT 1 FROM crm.sync_runs o WHERE o.org_id = $1 AND o.connection_id = $4
                               AND o.state = 'RUNNING' AND o.id <> $2)
          RETURNING mode, phase`,
        [job.orgId, job.runId, runner, job.connectionId],
      )) as [ClaimedRow[], number];
      return rows;
    });
    if (row) announceRun(runtime, job);
    return row ? new ActiveRun(runtime, job, row.mode, row.phase, runner) : null;
  }

  get id(): string {
    return this.job.runId;
  }

  get phase(): SyncPhase {
    return this.current;
  }

  /** Whether this worker has brought the run on. */
  get hasRead(): boolean {
    return this.rowsRead > 0;
  }

  /** Whether a phase is still to be done. */
  awaits(phase: SyncPhase): boolean {
    return SYNC_PHASES.indexOf(phase) >= SYNC_PHASES.indexOf(this.current);
  }

  /**
   * Does work and notes the progress in one transaction. The run's row is locked first, so two workers never write for
   * one run at once.
   *
   * @throws RunLost, and nothing is written
   */
  async commit<T>(work: (db: EntityManager) => Promise<T>, advance: Advance = {}): Promise<T> {
    const result = await inOrganization(this.runtime.source, this.job.orgId, async (db) => {
      const [, count] = (await db.query(
        `UPDATE crm.sync_runs SET step = step + 1, beat_at = now(), phase = $4,
            rows_done = rows_done + $5, rows_total = rows_total + $6,
            percent = greatest(percent, least(99, CASE WHEN rows_total + $6 > 0
              THEN 100.0 * (rows_done + $5) / (rows_total + $6) ELSE $7::real END)),
            error_code = NULL, error_message = NULL, error_at = NULL
          WHERE org_id = $1 AND id = $2 AND runner = $3 AND state = 'RUNNING'`,
        [
          this.job.orgId,
          this.id,
          this.runner,
          this.current,
          advance.rows ?? 0,
          advance.totalDelta ?? 0,
          shareBefore(this.current),
        ],
      )) as [unknown, number];
      if (count === 0) throw new RunLost();
      return work(db);
    });
    this.rowsRead += advance.rows ?? 0;
    announceRun(this.runtime, this.job);
    return result;
  }

  /** Begins a phase. */
  async enter(phase: SyncPhase): Promise<void> {
    this.current = phase;
    await this.commit(async () => undefined);
  }

  /** Says how many rows there are to read; null when that is not known. */
  async expect(rows: number | null): Promise<void> {
    await this.commit((db) =>
      db.query(`UPDATE crm.sync_runs SET rows_total = $3 WHERE org_id = $1 AND id = $2`, [
        this.job.orgId,
        this.id,
        rows === null ? null : rows,
      ]),
    );
  }

  /** Ends the run. @throws RunLost */
  async finish(work: (db: EntityManager) => Promise<void>): Promise<void> {
    this.current = 'FINISHED';
    await this.commit(async (db) => {
      await work(db);
      await db.query(
        `UPDATE crm.sync_runs SET state = 'SUCCEEDED', percent = 100, rows_total = rows_done, finished_at = now()
          WHERE org_id = $1 AND id = $2`,
        [this.job.orgId, this.id],
      );
    });
  }

  /**
   * Gives the run back into the queue, to go on later; nothing is lost.
   *
   * @returns its step; null when the run was lost, or another of its mode waits already
   */
  async park(error: { code: string; message: string }): Promise<number | null> {
    const [row] = await unlessTaken(this.runtime, this.job, async (db) => {
      const [rows] = (await db.query(
        `UPDATE crm.sync_runs SET state = 'QUEUED', runner = NULL, step = step + 1,
            error_code = $4, error_message = $5, error_at = now()
          WHERE org_id = $1 AND id = $2 AND runner = $3 AND state = 'RUNNING'
          RETURNING step`,
        [this.job.orgId, this.id, this.runner, error.code, error.message],
      )) as [{ step: number }[], number];
      return rows;
    });
    announceRun(this.runtime, this.job);
    return row?.step ?? null;
  }

  /** Notes what went wrong; `final` gives the run up. Does nothing when the run was lost. */
  async fail(error: { code: string; message: string }, final: boolean): Promise<void> {
    await inOrganization(this.runtime.source, this.job.orgId, (db) =>
      db.query(
        `UPDATE crm.sync_runs SET error_code = $4, error_message = $5, error_at = now(),
            state = CASE WHEN $6 THEN 'FAILED' ELSE state END,
            finished_at = CASE WHEN $6 THEN now() ELSE finished_at END
          WHERE org_id = $1 AND id = $2 AND runner = $3 AND state = 'RUNNING'`,
        [this.job.orgId, this.id, this.runner, error.code, error.message, final],
      ),
    );
    announceRun(this.runtime, this.job);
  }
}
