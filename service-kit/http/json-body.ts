import type { FastifyInstance } from 'fastify';
import { NESTS_TOO_DEEP } from '../subgraph/nesting';

/*
 * A body of a few megabytes can hold millions of lists, which take a second to parse and hundreds of megabytes to hold. How
 * many there are is seen in its text before it is parsed.
 */

/** Commas and opening brackets: more than any request's values, whose number is limited too, come with. */
const MAX_SIGNS = 250_000;
/** Of one object: V8 keeps each key of a large one by itself, which takes microseconds a key. */
const MAX_KEYS = 2_000;
/** A little more than its parts may nest. */
const MAX_NESTING = 220;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Takes JSON, valid or not; answers why it is not to be parsed, or null. */
export function jsonRefusal(text: string): string | null {
  let signs = 0;
  let depth = 0;
  /** Keys so far of the objects around, by depth. */
  const keys = new Int32Array(MAX_NESTING + 1);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    if (code > COMMA && code < 0x5b && code !== COLON) continue;
    if (code === COMMA) signs += 1;
    else if (code === COLON) {
      keys[depth] = (keys[depth] ?? 0) + 1;
      if ((keys[depth] ?? 0) > MAX_KEYS) return `An object of the body has more than ${MAX_KEYS} keys.`;
    } else if (OPENING.has(code)) {
      signs += 1;
      depth += 1;
      if (depth > MAX_NESTING) return NESTS_TOO_DEEP;
      keys[depth] = 0;
    } else if (CLOSING.has(code)) depth = Math.max(0, depth - 1);
    if (signs > MAX_SIGNS)
      return `The body holds more than ${MAX_SIGNS} values. Send them in several requests.`;
  }
  return null;
}

/** @returns where the string that begins at `start` has its last quote, or the text's end */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

/** Has a server look at JSON before it parses it. */
export function parseJsonBodies(app: FastifyInstance): void {
  const { onProtoPoisoning = 'error', onConstructorPoisoning = 'error' } = app.initialConfig;
  const parse = app.getDefaultJsonParser(onProtoPoisoning, onConstructorPoisoning);
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text: string, done) => {
    const refusal = jsonRefusal(text);
    if (refusal === null) return parse(request, text, done);
    return done(Object.assign(new Error(refusal), { statusCode: 400 }), undefined);
  });
}

/** Whether a value of JSON is an object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
