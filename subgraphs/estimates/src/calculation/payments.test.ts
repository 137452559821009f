import { paymentTotals, type PaymentInput } from './payments';

const EUR = { minorUnits: 2, rounding: 'HALF_UP' } as const;
const percent = (value: string): PaymentInput => ({ mode: 'PERCENT', value });
const fixed = (value: string): PaymentInput => ({ mode: 'FIXED', value });
const rest: PaymentInput = { mode: 'REST', value: null };
const amounts = (
  payments: PaymentInput[],
  payable: string,
  policy = EUR as { minorUnits: number; rounding: 'HALF_UP' },
) =>
  paymentTotals(payments, payable, policy).map(({ amount, limited }) => amount + (limited ? ' limited' : ''));

it('rounds each payment, and lets the last one take what is left', () => {
  expect(amounts([percent('33.333'), percent('33.333'), percent('33.334')], '100.01')).toEqual([
    '33.34',
    '33.34',
    '33.33',
  ]);
  expect(amounts([percent('30'), fixed('500'), rest], '1409.52')).toEqual(['422.86', '500.00', '486.66']);
  expect(amounts([percent('50'), rest], '101', { ...EUR, minorUnits: 0 })).toEqual(['51', '50']);
  expect(amounts([rest], '7.00')).toEqual(['7.00']);
});

it('cuts a payment to what is left to be paid, and takes nothing of less than nothing', () => {
  expect(amounts([fixed('500'), percent('50'), rest], '600.00')).toEqual([
    '500.00',
    '100.00 limited',
    '0.00',
  ]);
  expect(amounts([fixed('5'), percent('50'), rest], '-10.00')).toEqual(['0.00 limited', '0.00', '-10.00']);
});
