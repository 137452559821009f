import { LONGEST_WAIT_MS, retryAfterMs } from './retry-after';

const NOW = Date.parse('2026-01-01T00:00:00Z');

it.each<[unknown, unknown, number]>([
  [300, undefined, 300_000],
  ['5', undefined, 5_000],
  [2, '9', 2_000],
  [undefined, '9', 9_000],
  [null, ' 7 ', 7_000],
  [undefined, 'Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  [undefined, 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
  [1_767_225_640, undefined, 40_000],
  [undefined, '1767225640', 40_000],
  [1_767_225_640_000, undefined, 40_000],
  [1_767_225_000, undefined, 0],
  [1e15, undefined, LONGEST_WAIT_MS],
  [undefined, '3600', LONGEST_WAIT_MS],
  [3_574_000_000, undefined, LONGEST_WAIT_MS],
  [Number.NaN, 'soon', 1_000],
  [-5, undefined, 1_000],
  [undefined, undefined, 1_000],
  [{}, [], 1_000],
])('body %p and header %p mean %i ms', (inBody, inHeader, expected) => {
  expect(retryAfterMs(inBody, inHeader, NOW)).toBe(expected);
});
