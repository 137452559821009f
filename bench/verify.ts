import { Pool } from 'undici';
import type { Operation } from './operations';
import type { PreparedRequest } from './requests';
import type { World } from './world';

/** How much of two differing answers an error shows on either side. */
const EXCERPT = 60;

/**
 * Asks a contender every input of an operation and compares the data, order of fields included, with the right answer.
 *
 * @returns the size of each answer, in bytes
 * @throws Error that shows the first difference
 */
export async function verifyContender(
  contender: { title: string; url: string },
  operation: Operation,
  requests: readonly PreparedRequest[],
  world: World,
): Promise<number[]> {
  const { origin, pathname: path } = new URL(contender.url);
  const pool = new Pool(origin, { connections: 4 });
  try {
    return await Promise.all(
      requests.map(async (request, index) => {
        const { statusCode, body } = await pool.request({ path, method: 'POST', ...request });
        const text = await body.text();
        const input = operation.inputs[index];
        const expected = input ? JSON.stringify({ data: operation.answer(world, input) }) : '';
        const found = normalised(text);
        if (statusCode === 200 && found === expected) return Buffer.byteLength(text);
        throw new Error(
          `${contender.title} answers ${operation.name} wrongly (input ${index}, status ${statusCode}). ` +
            difference(found, expected),
        );
      }),
    );
  } finally {
    await pool.destroy();
  }
}

/** Spelled anew, so that white space doesn't count. Text that is no JSON stays as it is, and differs. */
function normalised(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
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
