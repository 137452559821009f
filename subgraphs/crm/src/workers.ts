import { createRuntime, POLL_QUEUE, SYNC_QUEUE, type CrmDeps, type PollJob, type SyncJob } from './runtime';
import { runPoll, schedulePolls } from './sync-runs/polling';
import { runSync } from './sync/run-sync';
import { enqueueRun } from './sync-runs/start-run';

/** Synchronisations one process carries at a time; each is paced by its own connection's governor. */
const CONCURRENT_SYNCS = 4;

interface UnfinishedRun {
  org_id: string;
  connection_id: string;
  run_id: string;
  step: number;
}

/**
 * Starts the crm workers: synchronisations and their schedule. Runs that were interrupted, by a kill -9 say, go on at
 * once.
 *
 * @returns `close`: running synchronisations stop at their next page and are taken up by the next worker
 */
export async function startCrmWorkers(deps: CrmDeps): Promise<{ close(): Promise<void> }> {
  const runtime = createRuntime(deps);
  const stop = new AbortController();
  const sync = deps.jobs.worker<SyncJob>(
    SYNC_QUEUE,
    ({ payload, attempt }) => runSync(runtime, payload, attempt, stop.signal),
    { concurrency: CONCURRENT_SYNCS },
  );
  const poll = deps.jobs.worker<PollJob>(POLL_QUEUE, ({ payload }) => runPoll(runtime, payload));
  const close = async (): Promise<void> => {
    stop.abort(new Error('The worker is stopping; the synchronisation goes on with the next one.'));
    await Promise.all([sync.close(), poll.close()]);
    await runtime.close();
  };
  try {
    const runs = (await runtime.source.query('SELECT * FROM crm.unfinished_sync_runs()')) as UnfinishedRun[];
    for (const { org_id: orgId, connection_id: connectionId, run_id: id, step } of runs) {
      await enqueueRun(runtime, { orgId, connectionId, id, step });
    }
    if (runs.length > 0) runtime.log.info({ runs: runs.length }, 'interrupted synchronisations go on');
    await schedulePolls(runtime);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
