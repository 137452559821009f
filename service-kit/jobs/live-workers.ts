import { randomUUID } from 'node:crypto';
import type { Broadcast } from '../changes/broadcast';

/*
 * A worker that is stopped or stuck keeps its connections, by which queues count their workers. So each worker process says all
 * the time that it lives, and whoever tells of queues counts those it hears.
 */

const CHANNEL = 'workers_alive';
const BEAT_MS = 3_000;
/** Three beats may be late or lost. */
const SILENT_MS = 10_000;

/** Says that this worker process lives. @returns ends that */
export function beat(broadcast: Broadcast): () => void {
  const id = randomUUID();
  let isUnderWay = false;
  const timer = setInterval(() => {
    if (isUnderWay) return;
    isUnderWay = true;
    const done = () => (isUnderWay = false);
    broadcast.publish(CHANNEL, id).then(done, done); // an outage is told by the broadcast
  }, BEAT_MS).unref();
  return () => clearInterval(timer);
}

/** How many worker processes live. */
export interface LiveWorkers {
  /** Infinity while nobody can know: this process has not listened for long enough. */
  count(): number;
}

/** Listens to {@link beat}s. @param now in milliseconds */
export async function followWorkers(
  broadcast: Broadcast,
  now: () => number = () => performance.now(),
): Promise<LiveWorkers> {
  const heardAt = new Map<string, number>();
  let listensSince = now();
  await broadcast.subscribe(
    CHANNEL,
    (id) => heardAt.set(String(id), now()),
    async () => void (listensSince = now()), // beats may have been missed
  );
  return {
    count() {
      const since = now() - SILENT_MS;
      for (const [id, at] of heardAt) if (at < since) heardAt.delete(id);
      return listensSince > since ? Infinity : heardAt.size;
    },
  };
}
