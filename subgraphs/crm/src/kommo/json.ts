/** JSON escapes that PostgreSQL's text and jsonb refuse: NUL, and halves of surrogate pairs when they stand alone. */
const SUSPICIOUS = /\\u(0000|[dD][89a-fA-F])/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Takes out of a text what PostgreSQL could not store. */
export const clean = (text: string): string => text.replaceAll('\0', '').replace(LONE_SURROGATE, '\uFFFD');

function reviver(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.keys(value).every((key) => clean(key) === key)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), inner]));
}

/** Whole numbers of more digits than a float is exact; texts are matched first, so that digits in them stay alone. */
const LONG_NUMBERS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.+-])-?\d{16,}(?![\w.])/g;
const HAS_LONG_NUMBER = /\d{16}/;

/** Puts long whole numbers into quotes: Kommo's ids may outgrow what a float holds. */
function quoteLongNumbers(text: string): string {
  if (!HAS_LONG_NUMBER.test(text)) return text;
  return text.replace(LONG_NUMBERS, (found) =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`,
  );
}

/**
 * Parses an answer of Kommo. What PostgreSQL could not store is taken out of texts, so that one hostile name does not
 * stop a synchronisation; whole numbers too long for a float come as texts.
 *
 * @returns undefined for what is not JSON
 */
export function parseKommoJson(text: string): unknown {
  try {
    const exact = quoteLongNumbers(text);
    return SUSPICIOUS.test(text) ? JSON.parse(exact, reviver) : JSON.parse(exact);
  } catch {
    return undefined;
  }
}
