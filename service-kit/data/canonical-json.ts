/**
 * JSON with sorted keys, so that equal values have equal texts.
 *
 * @returns null for a value that is not JSON (a Date, a bigint, NaN): it might not be equal to what looks like it
 */
export function canonicalJson(value: unknown): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : null;
  if (typeof value !== 'object') return null;
  if (Array.isArray(value)) {
    const items = value.map(canonicalJson);
    return items.includes(null) ? null : `[${items.join(',')}]`;
  }
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null) return null;
  const entries: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const given = (value as Record<string, unknown>)[name];
    if (given === undefined) continue;
    const text = canonicalJson(given);
    if (text === null) return null;
    entries.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${entries.join(',')}}`;
}
