import { request } from 'undici';

const TIMEOUT_MS = 3_000;
const QUESTION = JSON.stringify({ query: '{ __typename }' });

/**
 * Asks a subgraph for a sign of life, over connections of its own: those of the pool may all be taken by what is slow.
 * It gives one when it answers the smallest question there is (any answer is one, also that a token is missing; a proxy's that it
 * reaches nobody is none), and does not say of itself that it isn't ready: `{ __typename }` touches no database. One that knows no
 * `/health/ready`, as ours do, is judged by its answer alone.
 *
 * @param url where it takes GraphQL by POST
 */
export async function isAlive(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const [answered, readiness] = await Promise.all([
    statusOf(url, signal, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: QUESTION,
    }),
    statusOf(new URL('/health/ready', url), signal, { method: 'GET' }),
  ]);
  return answered !== null && answered < 500 && readiness !== NOT_READY;
}

const NOT_READY = 503;

/** @returns null when there is no answer, or no end of it, in time */
async function statusOf(
  url: string | URL,
  signal: AbortSignal,
  options: { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: string },
): Promise<number | null> {
  try {
    const { statusCode, body } = await request(url, { ...options, signal, reset: true });
    await body.dump({ limit: 128 * 1024, signal }); // without the signal, a body that never ends would count as one
    return statusCode;
  } catch {
    return null;
  }
}
