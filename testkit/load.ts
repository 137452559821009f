import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** One request of a load, and how it went. */
export interface Shot {
  /** When it was sent, by `performance.now()`. */
  readonly at: number;
  readonly milliseconds: number;
  readonly status: number;
  /** The answer's body; empty when none came. */
  readonly body: string;
}

export interface Load {
  /** What has been answered so far. */
  readonly shots: readonly Shot[];
  /** Sends no more, waits for the answers, and tells all of them. */
  stop(): Promise<readonly Shot[]>;
}

/**
 * Posts a query again and again at an even pace, whether or not answers come: a slow server does not slow it down.
 *
 * @param url of the GraphQL endpoint
 * @param everyMs the pace; on a busy machine it is slower
 */
export function startLoad(url: string, query: string, everyMs: number): Load {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 256 });
  const shots: Shot[] = [];
  const pending = new Set<Promise<void>>();
  let running = true;

  async function shoot(): Promise<void> {
    const at = performance.now();
    const answer = await post(pool, pathname, query).catch(() => ({ status: 0, body: '' }));
    shots.push({ at, milliseconds: performance.now() - at, ...answer });
  }
  const shooting = (async () => {
    while (running) {
      const shot = shoot();
      pending.add(shot);
      void shot.finally(() => pending.delete(shot));
      await sleep(everyMs);
    }
  })();

  return {
    shots,
    async stop() {
      running = false;
      await shooting;
      await Promise.all(pending);
      await pool.destroy();
      return shots;
    },
  };
}

async function post(pool: Pool, path: string, query: string): Promise<{ status: number; body: string }> {
  const { statusCode, body } = await pool.request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: statusCode, body: await body.text() };
}

/** The time within which 99 of 100 were answered, in ms; 0 without any. */
export function p99(shots: readonly Shot[]): number {
  const sorted = shots.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
}
