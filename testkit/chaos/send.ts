import type { World } from './world';

/** How long a client waits for an answer: longer than the gateway lets it wait. */
export const CLIENT_PATIENCE_MS = 40_000;

interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
  data?: any;
  errors?: { extensions?: { code?: string } }[];
}

/** Sends an operation as a client would. @returns its answer; null when none came, or one that is no JSON */
export async function send(
  world: Pick<World, 'url'>,
  token: string,
  body: object,
  key?: string,
): Promise<Answer | null> {
  try {
    const response = await fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...(key ? { 'idempotency-key': key } : {}),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CLIENT_PATIENCE_MS),
    });
    return (await response.json()) as Answer;
  } catch {
    return null;
  }
}
