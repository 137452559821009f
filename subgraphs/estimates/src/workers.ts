import type { DataSource } from 'typeorm';
import { startJobWorkers, type JobWorkerParts } from '../../../service-kit/jobs/job-workers';
import { bindRunners } from '../../../service-kit/jobs/run-job';
import { runnersOf, type RunningWorker } from '../../../service-kit/subgraph/feature';
import type { EstimatesJobParts } from './context';
import { features } from './features';

/** What the work of estimates beside requests needs. */
export type EstimatesWorkerDeps = EstimatesJobParts & JobWorkerParts & { readonly source: DataSource };

/**
 * Starts the work on the jobs of all features of estimates.
 *
 * @returns `close`: what runs is handed back
 */
export const startEstimatesWorkers = (deps: EstimatesWorkerDeps): Promise<RunningWorker> =>
  startJobWorkers(
    { name: 'estimates', source: deps.source, runners: bindRunners(runnersOf(features), deps) },
    deps,
  );
