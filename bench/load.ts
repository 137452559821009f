import { Pool } from 'undici';
import type { PreparedRequest } from './requests';
import { percentile } from './statistics';

/** Requests under way at any time. Few connections, always busy: the gateway is never idle and never queues for long. */
export const CONCURRENCY = 16;
/** Unmeasured, at the start of every window: connections open, caches of the CPU fill. */
const PRIMING_SECONDS = 0.05;

export interface LoadResult {
  requests: number;
  seconds: number;
  /** CPU the contender's process used meanwhile, in µs. */
  cpuMicros: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
}

export interface Target {
  url: string;
  /** Sent in turn. */
  requests: readonly PreparedRequest[];
  /** The size of the right answer to each, in bytes: an answer of another size ends the benchmark. */
  answerBytes: readonly number[];
  /** CPU used by the contender's process so far, in µs. */
  cpuMicros(): Promise<number>;
}

/**
 * Keeps a contender busy and measures it.
 *
 * @param seconds how long; requests under way at the end are still answered and counted
 * @throws Error for an answer that is not the right one
 */
export async function applyLoad(target: Target, seconds: number): Promise<LoadResult> {
  const { origin, pathname } = new URL(target.url);
  const pool = new Pool(origin, { connections: CONCURRENCY, pipelining: 1 });
  try {
    await drive(pool, pathname, target, PRIMING_SECONDS);
    const cpuBefore = await target.cpuMicros();
    const startedAt = performance.now();
    const latencies = await drive(pool, pathname, target, seconds);
    const elapsed = (performance.now() - startedAt) / 1000;
    const cpuMicros = (await target.cpuMicros()) - cpuBefore;
    return {
      requests: latencies.length,
      seconds: elapsed,
      cpuMicros,
      p50Milliseconds: percentile(latencies, 50),
      p99Milliseconds: percentile(latencies, 99),
    };
  } finally {
    await pool.destroy();
  }
}

/** @returns the latency of each request, in ms */
async function drive(pool: Pool, path: string, target: Target, seconds: number): Promise<number[]> {
  const latencies: number[] = [];
  const endsAt = performance.now() + seconds * 1000;
  let next = 0;
  async function worker(): Promise<void> {
    while (performance.now() < endsAt) {
      const index = next++ % target.requests.length;
      const sentAt = performance.now();
      await send(pool, path, target, index);
      latencies.push(performance.now() - sentAt);
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return latencies;
}

async function send(pool: Pool, path: string, target: Target, index: number): Promise<void> {
  const request = target.requests[index];
  if (!request) throw new Error('An operation of the benchmark has no inputs.');
  const { statusCode, body } = await pool.request({ path, method: 'POST', ...request });
  const { byteLength } = await body.arrayBuffer();
  if (statusCode === 200 && byteLength === target.answerBytes[index]) return;
  throw new Error(
    `Under load, input ${index} was answered ${statusCode} with ${byteLength} bytes ` +
      `instead of ${target.answerBytes[index]}.`,
  );
}
