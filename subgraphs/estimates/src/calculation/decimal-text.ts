/*
 * Decimals as text. A list of thousands of lines writes ten of them a line: hence loops in place of patterns.
 */

const ZERO = 48;

/**
 * Writes a decimal with at least so many decimals; never cuts a digit that counts.
 *
 * @param value as PostgreSQL writes a `numeric`: "12.5000"
 * @param decimals what is shown at least: 2 makes it "12.50"
 */
export function withDecimals(value: string, decimals: number): string {
  const point = value.indexOf('.');
  if (point === -1) return decimals === 0 ? value : `${value}.${'0'.repeat(decimals)}`;
  const least = decimals === 0 ? point : point + 1 + decimals;
  let end = value.length;
  while (end > least && value.charCodeAt(end - 1) === ZERO) end -= 1;
  if (end === point + 1) return value.slice(0, point);
  return end < least ? value.padEnd(least, '0') : value.slice(0, end);
}

/** Writes a decimal without zeros that say nothing: amounts of one scale may be written with more of them in PostgreSQL. */
export const plainDecimal = (value: string): string => withDecimals(value, 0);
