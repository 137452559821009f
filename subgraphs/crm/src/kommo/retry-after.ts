/*
 * How long Kommo asks us to wait (kommo-api.md 2.6). The forms seen and allowed: seconds as a number or text in the body,
 * seconds or an HTTP date in the header, and a unix time in either. Whatever is said, nobody waits longer than the cap:
 * asking once more after a quarter of an hour does no harm, a wait for years does.
 */

export const LONGEST_WAIT_MS = 15 * 60_000;
const DEFAULT_WAIT_MS = 1_000;
/** More seconds than this are a moment, not a span: 2001 and later. */
const FIRST_MOMENT_S = 1_000_000_000;
/** And this much is a moment in milliseconds. */
const FIRST_MOMENT_MS = 1_000_000_000_000;

/** One form as milliseconds from `now`; undefined for what says nothing. */
function spanOf(value: unknown, now: number): number | undefined {
  if (typeof value === 'string') {
    const text = value.trim();
    if (/^\d+(\.\d+)?$/.test(text)) return spanOf(Number(text), now);
    const moment = Date.parse(text);
    return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
  }
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  if (value >= FIRST_MOMENT_MS) return Math.max(0, value - now);
  if (value >= FIRST_MOMENT_S) return Math.max(0, value * 1_000 - now);
  return value * 1_000;
}

/**
 * The wait that a 429 asks for, in milliseconds.
 *
 * @param inBody `retry_after` of the body, of whatever type
 * @param inHeader the `Retry-After` header
 * @param now milliseconds since 1970
 * @returns the body's word, else the header's, else a second; {@link LONGEST_WAIT_MS} at most
 */
export function retryAfterMs(inBody: unknown, inHeader: unknown, now: number): number {
  const span = spanOf(inBody, now) ?? spanOf(inHeader, now) ?? DEFAULT_WAIT_MS;
  return Math.min(span, LONGEST_WAIT_MS);
}
