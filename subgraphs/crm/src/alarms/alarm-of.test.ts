import { alarmOf, DAY_MS, type Told } from './alarm-of';

const NOW = new Date('2026-05-01T00:00:00Z');
const told = (more: Partial<Told>): Told => ({
  state: 'ACTIVE',
  authKind: 'OAUTH',
  expiresAt: null,
  toldState: null,
  toldAt: null,
  toldDays: null,
  toldExpiry: null,
  ...more,
});
const inDays = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);

it.each<[string, Partial<Told>, ReturnType<typeof alarmOf>]>([
  ['nothing of one that works', {}, null],
  ['the first failure', { state: 'DEGRADED' }, { kind: 'trouble', toldState: 'DEGRADED' }],
  ['no failure twice', { state: 'DEGRADED', toldState: 'DEGRADED' }, null],
  ['no failure soon after the last one', { state: 'DEGRADED', toldAt: inDays(-0.1) }, null],
  [
    'a failure long after the last one',
    { state: 'DEGRADED', toldAt: inDays(-1) },
    { kind: 'trouble', toldState: 'DEGRADED' },
  ],
  [
    'dead tokens at once',
    { state: 'NEEDS_RECONNECT', toldState: 'DEGRADED', toldAt: NOW },
    { kind: 'trouble', toldState: 'NEEDS_RECONNECT' },
  ],
  ['the recovery', { toldState: 'DEGRADED' }, { kind: 'well', toldState: null }],
  [
    'nothing of one that people disconnected',
    { state: 'DISCONNECTED', toldState: 'DEGRADED' },
    { kind: 'forget', toldState: null },
  ],
])('tells %s', (_what, more, expected) => {
  expect(alarmOf(told(more), NOW)).toEqual(expected);
});

it.each([
  [31, null, null],
  [30, null, 30],
  [29, 30, null],
  [7, 30, 7],
  [6, 7, null],
  [0.9, 7, 1],
  [0.5, 1, null],
])('tells of a token that ends in %p days, when %p days were told, as of %p', (days, toldDays, expected) => {
  const expiresAt = inDays(days);
  const more = {
    authKind: 'LONG_LIVED',
    expiresAt,
    toldDays,
    toldExpiry: toldDays === null ? null : expiresAt,
  } as const;
  expect(alarmOf(told(more), NOW)).toEqual(expected === null ? null : { kind: 'ends', toldDays: expected });
});

it('tells of another token anew, and of OAuth’s tokens never', () => {
  const more = {
    authKind: 'LONG_LIVED',
    expiresAt: inDays(5),
    toldDays: 1,
    toldExpiry: inDays(-40),
  } as const;
  expect(alarmOf(told(more), NOW)).toEqual({ kind: 'ends', toldDays: 7 });
  expect(alarmOf(told({ ...more, authKind: 'OAUTH' }), NOW)).toBeNull();
});
