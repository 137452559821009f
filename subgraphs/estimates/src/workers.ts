import type { DataSource } from 'typeorm';
import { startJobWorkers, type JobWorkerParts } from '../../../service-kit/jobs/job-workers';
import { bindRunners } from '../../../service-kit/jobs/run-job';
import { runnersOf, type RunningWorker } from '../../../service-kit/subgraph/feature';
import type { EstimatesJobParts } from './context';
import { startExpiry } from './expiry/expire-estimates';
import { features } from './features';

/** What the work of estimates beside requests needs. */
export type EstimatesWorkerDeps = EstimatesJobParts & JobWorkerParts & { readonly source: DataSource };

/**
 * Starts the work on the jobs of all features of estimates, and the end of offers whose last day is over.
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
  return {
    ...jobs,
    close: async () => {
      await expiry.close();
      await jobs.close();
    },
  };
}
