/*
 * `JSON.stringify` of something large, in pieces: the same text, while others have their turn between them.
 */

/** Items of one piece. */
const PIECE = 50;

type Leave = (name: string, value: unknown) => unknown;

/**
 * Writes an object; its lists are written item by item.
 *
 * @param leave as the second argument of `JSON.stringify`; it may look at names alone, for an item of a list has none
 */
export function* jsonInPieces(value: object, leave?: Leave): Generator<void, string> {
  const parts: string[] = [];
  for (const [name, each] of Object.entries(value) as [string, unknown][]) {
    if (leave && leave(name, each) === undefined) continue;
    const text = Array.isArray(each) ? yield* listInPieces(each, leave) : textOf(each, leave);
    if (text !== undefined) parts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

function* listInPieces(items: readonly unknown[], leave?: Leave): Generator<void, string> {
  const parts: string[] = [];
  for (const item of items) {
    parts.push(textOf(item, leave) ?? 'null');
    if (parts.length % PIECE === 0) yield;
  }
  return `[${parts.join(',')}]`;
}

/** Undefined for what JSON has not. */
const textOf = (value: unknown, leave?: Leave): string | undefined =>
  JSON.stringify(value, leave) as string | undefined;

/** Makes a list of another, in pieces. */
export function* mapInPieces<T, U>(items: Iterable<T>, make: (item: T) => U): Generator<void, U[]> {
  const made: U[] = [];
  for (const item of items) {
    made.push(make(item));
    if (made.length % PIECE === 0) yield;
  }
  return made;
}
