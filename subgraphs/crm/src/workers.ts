import { startJobWorkers } from '../../../service-kit/jobs/job-workers';
import { bindRunners } from '../../../service-kit/jobs/run-job';
import {
  mergeFeatures,
  runnersOf,
  startWorkers,
  type RunningWorker,
} from '../../../service-kit/subgraph/feature';
import { features } from './features';
import { createRuntime, type CrmDeps, type CrmRuntime } from './runtime';

/**
 * Starts the workers of all crm features, and the work on their jobs.
 *
 * @returns `close`: what runs stops at its next safe place and is taken up by the next worker
 */
export async function startCrmWorkers(deps: CrmDeps): Promise<RunningWorker> {
  const runtime = createRuntime(deps);
  try {
    const running = await startWorkers([...mergeFeatures(features).workers, startJobs], runtime);
    return {
      close: async () => {
        await running.close();
        await runtime.close();
      },
    };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

const startJobs = (runtime: CrmRuntime): Promise<RunningWorker> =>
  startJobWorkers(
    { name: 'crm', source: runtime.source, runners: bindRunners(runnersOf(features), runtime) },
    runtime,
  );
