import { request } from 'undici';

const TIMEOUT_MS = 3_000;
const QUESTION = JSON.stringify({ query: '{ __typename }' });

/**
 * Asks a subgraph the smallest question there is, over a connection of its own: those of the pool may all be taken by what is
 * slow. Any answer is one, also that a token is missing; a proxy's that it reaches nobody is none.
 *
 * @param url where it takes GraphQL by POST
 */
export async function isAlive(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: QUESTION,
      signal,
      reset: true,
    });
    await body.dump({ limit: 128 * 1024, signal }); // without the signal, a body that never ends would count as one
    return statusCode < 500;
  } catch {
    return false;
  }
}
