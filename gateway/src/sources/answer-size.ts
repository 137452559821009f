/** A larger answer of a subgraph is refused, by HTTP and in this process: it would cost several times as much memory here. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Of a number, `true`, a bracket or a comma: near enough. */
const SMALL = 8;
/** A shorter text is taken as it is long: telling its bytes takes longer than it saves. */
const LONG_TEXT = 1_000;

/**
 * Whether an answer's data would be larger than so many bytes as JSON; stops looking when it is. Rows that are asked for under
 * twenty names are there once until the answer is written: here they count twenty times.
 */
export function isLarger(data: unknown, maxBytes: number): boolean {
  return left(data, maxBytes) < 0;
}

/** What is left of so many bytes after a value; below 0 when it is too large. */
function left(value: unknown, bytes: number): number {
  if (typeof value === 'string') {
    return bytes - 2 - (value.length < LONG_TEXT ? value.length : Buffer.byteLength(value));
  }
  if (typeof value !== 'object' || value === null) return bytes - SMALL;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && bytes >= 0; i += 1) bytes = left(value[i], bytes - 1);
    return bytes - 2;
  }
  for (const key in value) {
    bytes = left((value as Record<string, unknown>)[key], bytes - key.length - 4);
    if (bytes < 0) return bytes;
  }
  return bytes - 2;
}
