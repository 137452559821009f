import { startJobWorkers, type JobWorkerParts } from '../../../service-kit/jobs/job-workers';
import { bindRunners } from '../../../service-kit/jobs/run-job';
import { runnersOf, type RunningWorker } from '../../../service-kit/subgraph/feature';
import type { EstimatesJobParts } from './context';
import { startExpiry } from './expiry/expire-estimates';
import { features } from './features';
import { startEmptying } from './trash/empty-trash';
import { startReminders, type ReminderParts } from './reminders/remind-clients';

/** What the work of estimates beside requests needs. */
export type EstimatesWorkerDeps = EstimatesJobParts & JobWorkerParts & ReminderParts;

/**
 * Starts the work on the jobs of all features of estimates, the end of offers whose last day is over, reminders before, and the end
 * of what lies in the trash.
 *
 * @returns `close`: what runs is handed back
 */
export async function startEstimatesWorkers(deps: EstimatesWorkerDeps): Promise<RunningWorker> {
  const { source, changes, log } = deps;
  const jobs = await startJobWorkers(
    { name: 'estimates', source, runners: bindRunners(runnersOf(features), deps) },
    deps,
  );
  const expiry = startExpiry(source, changes, log);
  const reminders = startReminders(deps, log);
  const trash = startEmptying(source, log);
  return {
    ...jobs,
    close: async () => {
      await trash.close();
      await reminders.close();
      await expiry.close();
      await jobs.close();
    },
  };
}
