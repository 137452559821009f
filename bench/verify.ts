import { Pool } from 'undici';
import type { PreparedRequest } from './requests';

/** How much of two differing answers an error shows on either side. */
const EXCERPT = 60;

/**
 * Asks a contender every input of an operation and compares the data, order of fields included, with the right answer.
 *
 * @param expected the right `data` for each request
 * @param inOurs makes our data of the contender's, where it has a schema of its own
 * @returns the size of each answer, in bytes
 * @throws Error that shows the first difference
 */
export async function verifyContender(
  contender: { title: string; url: string },
  operation: string,
  requests: readonly PreparedRequest[],
  expected: readonly unknown[],
  inOurs: (data: never) => unknown = (data) => data,
): Promise<number[]> {
  const answers = await askAll(contender.url, requests);
  return answers.map(({ status, text }, index) => {
    const right = JSON.stringify({ data: expected[index] });
    const found = normalised(text, inOurs);
    if (status === 200 && found === right) return Buffer.byteLength(text);
    throw new Error(
      `${contender.title} answers ${operation} wrongly (input ${index}, status ${status}). ` +
        difference(found, right),
    );
  });
}

/** Asks everything once, a few at a time; the answers come in the order of the requests. */
export async function askAll(
  url: string,
  requests: readonly PreparedRequest[],
): Promise<{ status: number; text: string }[]> {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections: 4 });
  try {
    return await Promise.all(
      requests.map(async (request) => {
        const { statusCode, body } = await pool.request({ path, method: 'POST', ...request });
        return { status: statusCode, text: await body.text() };
      }),
    );
  } finally {
    await pool.destroy();
  }
}

/** Spelled anew, so that white space doesn't count. Text that is no JSON stays as it is, and differs. */
function normalised(text: string, inOurs: (data: never) => unknown): string {
  try {
    const { data, ...rest } = JSON.parse(text) as { data: never };
    return JSON.stringify({ data: inOurs(data), ...rest });
  } catch {
    return text;
  }
}

/** Says where two texts part. */
export function difference(found: string, expected: string): string {
  let at = 0;
  while (at < found.length && found[at] === expected[at]) at += 1;
  const excerpt = (text: string) => text.slice(Math.max(0, at - EXCERPT), at + EXCERPT);
  return `At character ${at}: found …${excerpt(found)}… instead of …${excerpt(expected)}…`;
}
