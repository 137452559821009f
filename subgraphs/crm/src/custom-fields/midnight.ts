import { dayIn } from './field-value';

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

/**
 * The first second of a day in a time zone, unix: what Kommo keeps of a date.
 *
 * @param day `2026-11-30`
 */
export function midnightIn(timeZone: string, day: string): number {
  const inUtc = Date.parse(`${day}T00:00:00Z`) / 1_000;
  // Offsets reach from -12 to +14 hours, and some clocks are moved at midnight: the day begins at the first of its seconds.
  let [before, within] = [inUtc - 15 * HOUR_S, inUtc + DAY_S / 2];
  while (dayIn(timeZone, within) < day) within += HOUR_S;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayIn(timeZone, middle) < day) before = middle;
    else within = middle;
  }
  return within;
}
