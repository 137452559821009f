import type { EntityManager } from 'typeorm';
import { KOMMO_SYNC } from '../../../../schema/jobs';
import type { ChangedThing } from '../../../../service-kit/changes/changes';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { announceRun, runsOf } from '../sync-runs/run-changes';
import { enqueueNext } from '../sync-runs/start-run';
import { startSync } from '../sync-runs/sync.service';
import type { Job } from './job.entity';

type WritingContext = Context & { transaction: EntityManager };

/** Kinds that other machinery carries out; their rows in `jobs.jobs` show what it does. */
interface Carrier {
  /** @returns the job's id */
  enqueue(ctx: WritingContext, input: unknown): Promise<string>;
  /** @returns whether there was something to stop */
  cancel(ctx: WritingContext, job: Job): Promise<boolean>;
  /** What is announced when the job changes. */
  watched(job: Job): ChangedThing;
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

/** By kind. */
export const CARRIERS: Readonly<Record<string, Carrier>> = { [KOMMO_SYNC.kind]: syncs };
