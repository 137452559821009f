import { DateTimeScalar } from './scalars';

it.each([
  ['2026-01-01T12:30:00Z', '2026-01-01T12:30:00.000Z'],
  ['2026-01-01t00:30:00.123456+02:00', '2025-12-31T22:30:00.123Z'],
  ['2024-02-29T23:59:59-11:00', '2024-03-01T10:59:59.000Z'],
])('reads the DateTime %s', (text, instant) => {
  expect(DateTimeScalar.parseValue(text)).toEqual(new Date(instant));
});

it.each([
  '2026-02-30T00:00:00Z',
  '2026-02-29T23:59:59-11:00',
  '2026-13-01T00:00:00Z',
  '2026-01-01T25:00:00Z',
  '2026-01-01',
  '',
  0,
  null,
])('refuses the DateTime %p, and says how one is written', (value) => {
  expect(() => DateTimeScalar.parseValue(value)).toThrow('RFC 3339');
});
