const MAX_TEXT = 80;
const MAX_ITEMS = 10;
const MAX_DEPTH = 2;
const MAX_LINE = 300;

/** Takes a value as parsed from JSON; answers it on one line as graphql-js prints it, cut where it is long: it may hold megabytes. */
export function shortValue(value: unknown): string {
  return cut(print(value, 0), MAX_LINE);
}

/** A name that a client made up, cut where it is long. */
export const shortName = (name: string): string => cut(name, MAX_TEXT);

const cut = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max)}…` : text);

function print(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(cut(value, MAX_TEXT));
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value)
    ? printList(value, depth)
    : printObject(value as Record<string, unknown>, depth);
}

function printList(list: readonly unknown[], depth: number): string {
  if (list.length === 0) return '[]';
  if (depth >= MAX_DEPTH) return '[Array]';
  const items = list.slice(0, MAX_ITEMS).map((item) => print(item, depth + 1));
  const more = list.length - MAX_ITEMS;
  if (more > 0) items.push(more === 1 ? '... 1 more item' : `... ${more} more items`);
  return `[${items.join(', ')}]`;
}

function printObject(object: Readonly<Record<string, unknown>>, depth: number): string {
  const items: string[] = [];
  for (const key in object) {
    if (depth >= MAX_DEPTH) return '[Object]';
    if (items.length === MAX_ITEMS) {
      items.push('...');
      break;
    }
    items.push(`${shortName(key)}: ${print(object[key], depth + 1)}`);
  }
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}
