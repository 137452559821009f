/** JSON escapes that PostgreSQL's text and jsonb refuse: NUL, and halves of surrogate pairs when they stand alone. */
const SUSPICIOUS = /\\u(0000|[dD][89a-fA-F])/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const clean = (text: string): string => text.replaceAll('\0', '').replace(LONE_SURROGATE, '\uFFFD');

function reviver(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.keys(value).every((key) => clean(key) === key)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), inner]));
}

/**
 * Parses an answer of Kommo. What PostgreSQL could not store is taken out of texts, so that one hostile name does not
 * stop a synchronisation.
 *
 * @returns undefined for what is not JSON
 */
export function parseKommoJson(text: string): unknown {
  try {
    return SUSPICIOUS.test(text) ? JSON.parse(text, reviver) : JSON.parse(text);
  } catch {
    return undefined;
  }
}
