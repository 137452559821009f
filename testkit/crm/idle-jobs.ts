import type { JobQueue, Jobs } from '../../service-kit/jobs/queue';

/** Jobs that nobody carries out: a test runs them itself, when and as often as it likes. */
export interface IdleJobs extends Jobs {
  readonly enqueued: { queue: string; id: string; payload: unknown; delayMs: number }[];
}

/** Makes them. */
export function createIdleJobs(): IdleJobs {
  const enqueued: IdleJobs['enqueued'] = [];
  const queue = <P>(name: string): JobQueue<P> => ({
    enqueue: async (id, payload, options = {}) => {
      const known = enqueued.some((job) => job.queue === name && job.id === id);
      if (!known) enqueued.push({ queue: name, id, payload, delayMs: options.delayMs ?? 0 });
    },
    depth: async () => enqueued.filter((job) => job.queue === name).length,
    consumers: async () => 1,
    isPending: async (id) => enqueued.some((job) => job.queue === name && job.id === id),
    close: async () => undefined,
  });
  return { enqueued, queue, worker: () => ({ close: async () => undefined }) };
}
