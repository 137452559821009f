import { DateScalar } from './date-scalar';

it('takes a day of the calendar', () => {
  expect(DateScalar.parseValue('2028-02-29')).toBe('2028-02-29');
});

it.each([
  '2026-02-30',
  '2026-13-01',
  '2027-02-29',
  '26-01-01',
  '2026-1-1',
  '0000-01-01',
  '2026-01-01T00:00:00Z',
  20260101,
  null,
])('refuses %j', (value) => {
  expect(() => DateScalar.parseValue(value)).toThrow(
    'A Date is a day of the calendar, written "2026-01-31".',
  );
});
