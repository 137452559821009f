import type { EntityManager } from 'typeorm';
import { KOMMO_SYNC, KOMMO_WRITE, RUN_CRM_RULE, SETTLE_KOMMO_CHANGE } from '../../../../schema/jobs';
import type { ChangedThing } from '../../../../service-kit/changes/changes';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { cancelJobRow } from '../../../../service-kit/jobs/enqueue-job';
import type { Context } from '../context';
import { announceRun, runsOf } from '../sync-runs/run-changes';
import { enqueueNext } from '../sync-runs/start-run';
import { startSync } from '../sync-runs/sync.service';
import { giveUpWrite } from '../writes/write-store';
import type { Job } from './job.entity';

type WritingContext = Context & { transaction: EntityManager };

/** Kinds whose rows in `jobs.jobs` show what other machinery does, or that end something of their own when they are cancelled. */
interface Carrier {
  /** As any other job without it. @returns the job's id */
  enqueue?(ctx: WritingContext, input: unknown): Promise<string>;
  /** @returns whether there was something to stop */
  cancel(ctx: WritingContext, job: Job): Promise<boolean>;
  /** What is announced when the job changes; the job itself without it. */
  watched?(job: Job): ChangedThing;
}

const connectionOf = ({ orgId, input }: Job) => ({
  orgId,
  connectionId: KOMMO_SYNC.input.parse(input).connectionId,
});

const syncs: Carrier = {
  async enqueue(ctx, input) {
    try {
      return (await startSync(ctx, KOMMO_SYNC.input.parse(input))).run.id;
    } catch (error) {
      if (!(error instanceof InputRejected)) throw error;
      // Mistakes of `StartSyncInput` are mistakes within the job's input here.
      throw new InputRejected(error.userErrors.map((one) => ({ ...one, path: ['input', ...one.path] })));
    }
  },
  async cancel({ transaction, crm, afterCommit }, job) {
    const [, count] = (await transaction.query(
      `UPDATE crm.sync_runs SET state = 'CANCELLED', finished_at = now()
        WHERE org_id = $1 AND id = $2 AND state IN ('QUEUED', 'RUNNING')`,
      [job.orgId, job.id],
    )) as [unknown, number];
    await afterCommit(async () => {
      announceRun(crm, connectionOf(job));
      await enqueueNext(crm, connectionOf(job)); // one that waited behind it
    });
    return count > 0;
  },
  watched: (job) => runsOf(connectionOf(job)),
};

const CANCELLED = { code: 'JOB_CANCELLED', message: 'Its job was cancelled before it was done.' };

/** A write whose job is cancelled is not waited for any more. */
const writes: Carrier = {
  async cancel({ transaction }, job) {
    if (!(await cancelJobRow(transaction, job.orgId, job.id))) return false;
    await giveUpWrite(transaction, job.orgId, KOMMO_WRITE.input.parse(job.input).writeId, CANCELLED);
    return true;
  },
};

/** What the audit has still to tell can't be called off. */
const settlings: Carrier = { cancel: () => Promise.resolve(false) };

/** A run whose job is cancelled has failed; begun again, it goes on. */
const ruleRuns: Carrier = {
  async cancel({ transaction }, job) {
    if (!(await cancelJobRow(transaction, job.orgId, job.id))) return false;
    await transaction.query(
      `UPDATE crm.rule_runs SET state = 'FAILED', finished_at = now(), error_code = $3, error_message = $4, error_at = now()
        WHERE org_id = $1 AND id = $2 AND state = 'QUEUED'`,
      [job.orgId, RUN_CRM_RULE.input.parse(job.input).runId, CANCELLED.code, CANCELLED.message],
    );
    return true;
  },
};

/** By kind. */
export const CARRIERS: Readonly<Record<string, Carrier>> = {
  [KOMMO_SYNC.kind]: syncs,
  [KOMMO_WRITE.kind]: writes,
  [SETTLE_KOMMO_CHANGE.kind]: settlings,
  [RUN_CRM_RULE.kind]: ruleRuns,
};
