import type { DataSource } from 'typeorm';
import { startJobWorkers, type JobWorkerParts } from '../../../service-kit/jobs/job-workers';
import { bindRunners } from '../../../service-kit/jobs/run-job';
import { runnersOf, type RunningWorker } from '../../../service-kit/subgraph/feature';
import type { IdentityJobParts } from './context';
import { features } from './features';

/** What the work on identity's jobs needs. */
export type IdentityWorkerDeps = IdentityJobParts & JobWorkerParts & { readonly source: DataSource };

/** Starts the work on the jobs of all features of identity. @returns `close`: what runs is handed back */
export const startIdentityJobs = (deps: IdentityWorkerDeps): Promise<RunningWorker> =>
  startJobWorkers(
    { name: 'identity', source: deps.source, runners: bindRunners(runnersOf(features), deps) },
    deps,
    { concurrency: 1 }, // an archive is a long read: one at a time in a process
  );
