import type { RunningWorker } from '../../../../service-kit/subgraph/feature';
import { SYNC_QUEUE, type CrmRuntime, type SyncJob } from '../runtime';
import { runSync } from './run-sync';
import { enqueueRun } from '../sync-runs/start-run';

/** Synchronisations one process carries at a time; each is paced by its own connection's governor. */
const CONCURRENT_SYNCS = 16;

interface UnfinishedRun {
  org_id: string;
  connection_id: string;
  run_id: string;
  step: number;
}

/**
 * Starts the worker of synchronisations. Runs that were interrupted, by a kill -9 say, go on at once.
 *
 * @param stop a running synchronisation stops at its next page
 */
export async function startSyncWorker(runtime: CrmRuntime, stop: AbortSignal): Promise<RunningWorker> {
  const runs = (await runtime.source.query('SELECT * FROM crm.unfinished_sync_runs()')) as UnfinishedRun[];
  for (const { org_id: orgId, connection_id: connectionId, run_id: id, step } of runs) {
    await enqueueRun(runtime, { orgId, connectionId, id, step });
  }
  if (runs.length > 0) runtime.log.info({ runs: runs.length }, 'interrupted synchronisations go on');
  return runtime.jobs.worker<SyncJob>(
    SYNC_QUEUE,
    ({ payload, attempt }) => runSync(runtime, payload, attempt, stop),
    { concurrency: CONCURRENT_SYNCS },
  );
}
