import { createEstimateInputCheck } from '../input-check';
import { daysOf, rateOn, readPeriods } from './tax-periods';

const VAT = [
  { rate: '18', from: null, until: '2018-12-31' },
  { rate: '20', from: '2019-01-01', until: '2026-12-31' },
  { rate: '22', from: '2027-03-01', until: null },
];

it.each([
  ['0001-01-01', '18'],
  ['2018-12-31', '18'],
  ['2019-01-01', '20'],
  ['2024-02-29', '20'],
  ['2026-12-30', '20'],
  ['2026-12-31', '20'],
  ['2027-01-01', null],
  ['2027-02-28', null],
  ['2027-03-01', '22'],
  ['9999-12-31', '22'],
])('holds on %s: %s', (day, rate) => {
  expect(rateOn(VAT, day)).toBe(rate);
});

it('holds for ever without days', () => {
  const always = [{ rate: '20', from: null, until: null }];
  expect(['0001-01-01', '2026-12-31', '9999-12-31'].map((day) => rateOn(always, day))).toEqual([
    '20',
    '20',
    '20',
  ]);
});

it('tells when it holds around a day that it does not', () => {
  expect(daysOf(VAT, '2027-01-01')).toBe('from 2019-01-01 until 2026-12-31, and from 2027-03-01');
  expect(daysOf(VAT.slice(2), '2027-01-01')).toBe('from 2027-03-01');
  expect(daysOf(VAT.slice(0, 1), '2027-01-01')).toBe('until 2018-12-31');
});

const readAll = (given: Parameters<typeof readPeriods>[1]) => {
  const check = createEstimateInputCheck();
  const periods = readPeriods(check, given, ['periods']);
  check.finish();
  return periods;
};
const codesOf = (given: Parameters<typeof readPeriods>[1]): unknown => {
  try {
    readAll(given);
    return [];
  } catch (error) {
    return (error as { userErrors: { code: string; path: string[] }[] }).userErrors.map(({ code, path }) => [
      code,
      path.join('.'),
    ]);
  }
};

it('puts periods in the order of their days, and writes percentages plainly', () => {
  expect(
    readAll([
      { rate: '22.00', from: '2027-01-01' },
      { rate: '20', until: '2026-12-31' },
    ]),
  ).toEqual([
    { rate: '20', from: null, until: '2026-12-31' },
    { rate: '22', from: '2027-01-01', until: null },
  ]);
});

it.each([
  ['no period', [], [['REQUIRED', 'periods']]],
  ['51 periods', Array.from({ length: 51 }, () => ({ rate: '1' })), [['TOO_MANY_ITEMS', 'periods']]],
  ['a rate above 100', [{ rate: '100.01' }], [['ABOVE_MAXIMUM', 'periods.0.rate']]],
  [
    'an end before its beginning',
    [{ rate: '1', from: '2027-01-02', until: '2027-01-01' }],
    [['INVALID_PERIOD', 'periods.0.until']],
  ],
  ['two without days', [{ rate: '1' }, { rate: '2' }], [['PERIODS_OVERLAP', 'periods.1.from']]],
  [
    'one day in two',
    [
      { rate: '2', from: '2026-12-31' },
      { rate: '1', until: '2026-12-31' },
    ],
    [['PERIODS_OVERLAP', 'periods.0.from']],
  ],
  [
    'one within another',
    [
      { rate: '1', from: '2026-01-01', until: '2026-12-31' },
      { rate: '2', from: '2026-03-01', until: '2026-03-01' },
      { rate: '3', from: '2026-06-01' },
    ],
    [
      ['PERIODS_OVERLAP', 'periods.1.from'],
      ['PERIODS_OVERLAP', 'periods.2.from'],
    ],
  ],
])('refuses %s', (_case, given, errors) => {
  expect(codesOf(given)).toEqual(errors);
});
