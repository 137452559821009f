/*
 * How deep a request nests. GraphQL's parser, its validation and its coercion of variables all recurse, so a request
 * that nests thousands deep overflows the stack somewhere in them: it is refused before they see it. Nothing here recurses.
 */

/** Far more than any operation needs, and far less than a stack holds. */
const MAX_NESTING = 200;

/** For the client. */
export const NESTS_TOO_DEEP = 'The request nests too deep. Take levels out of its document or its variables.';

/** Takes a GraphQL document; answers whether its brackets nest too deep. */
export const documentNestsTooDeep = (text: string): boolean => documentNestsDeeperThan(text, MAX_NESTING);

/** What variables hold: `values` counts lists, objects and leaves. */
export interface VariableFacts {
  readonly nestsTooDeep: boolean;
  readonly values: number;
}

/**
 * Takes variables as parsed from JSON, of any type; answers what they hold.
 *
 * @param maxValues where counting ends
 */
export function measureVariables(variables: unknown, maxValues = Infinity): VariableFacts {
  let values = 0;
  let level = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    const inner: unknown[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      if (depth === MAX_NESTING) return { nestsTooDeep: true, values };
      const children = Object.values(one);
      values += children.length;
      if (values > maxValues) return { nestsTooDeep: false, values };
      for (const child of children) inner.push(child);
    }
    level = inner;
  }
  return { nestsTooDeep: false, values };
}

/**
 * Takes a GraphQL document; answers whether its brackets nest deeper than `max`. Those in strings and comments don't
 * count. The document may be broken: then the answer is a guess, and the parser finds the fault.
 */
function documentNestsDeeperThan(source: string, max: number): boolean {
  let depth = 0;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at];
    if (character === '{' || character === '[' || character === '(') {
      depth += 1;
      if (depth > max) return true;
    } else if (character === '}' || character === ']' || character === ')') depth -= 1;
    else if (character === '"') at = endOfString(source, at);
    else if (character === '#') at = endOfLine(source, at);
  }
  return false;
}

/** @returns where the string that starts at `start` has its last quote, or the source's end */
function endOfString(source: string, start: number): number {
  const isBlock = source.startsWith('"""', start);
  const quote = isBlock ? '"""' : '"';
  for (let at = start + quote.length; at < source.length; at += 1) {
    if (source[at] === '\\') at += isBlock && source.startsWith('"""', at + 1) ? 3 : isBlock ? 0 : 1;
    else if (source.startsWith(quote, at)) return at + quote.length - 1;
    else if (!isBlock && source[at] === '\n') return at;
  }
  return source.length;
}

function endOfLine(source: string, start: number): number {
  const end = source.slice(start).search(/[\n\r]/);
  return end < 0 ? source.length : start + end;
}
