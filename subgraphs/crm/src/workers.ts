import { mergeFeatures, startWorkers, type RunningWorker } from '../../../service-kit/subgraph/feature';
import { features } from './features';
import { createRuntime, type CrmDeps } from './runtime';

/**
 * Starts the workers of all crm features.
 *
 * @returns `close`: what runs stops at its next safe place and is taken up by the next worker
 */
export async function startCrmWorkers(deps: CrmDeps): Promise<RunningWorker> {
  const runtime = createRuntime(deps);
  try {
    const running = await startWorkers(mergeFeatures(features).workers, runtime);
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
