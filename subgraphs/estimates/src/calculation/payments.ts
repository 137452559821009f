import { exactMicro, formatMinorUnits, percentOf, toMinorUnits, type MinorUnits } from './rounding';
import type { Rounding } from './totals.types';

/** How a payment is measured: on what is to be paid, by itself, or by what the others leave (the last one). */
type PaymentMode = 'PERCENT' | 'FIXED' | 'REST';

/** A payment of a schedule, in order. */
export interface PaymentInput {
  readonly mode: PaymentMode;
  /** Null for REST. */
  readonly value: string | null;
}

export interface PaymentTotals {
  readonly amount: string;
  /** Whether less was left than the declared amount. */
  readonly limited: boolean;
}

/**
 * Shares what is to be paid out to the payments of a schedule: each is rounded by itself and takes no more than what is left, the
 * last one takes all that is. So they add up, whatever the rounding. Of less than nothing only the last one takes something.
 *
 * @param payable with the decimals of the currency
 */
export function paymentTotals(
  payments: readonly PaymentInput[],
  payable: string,
  { minorUnits, rounding }: { readonly minorUnits: number; readonly rounding: Rounding },
): PaymentTotals[] {
  const whole = toMinorUnits(exactMicro(payable), minorUnits, rounding);
  let left = whole;
  return payments.map(({ mode, value }, index) => {
    const isLast = index === payments.length - 1;
    const declared = isLast ? left : declaredOf(mode, value ?? '0', whole, minorUnits, rounding);
    const most = left > 0n ? left : 0n;
    const limited = !isLast && declared > most;
    const amount = limited ? most : declared;
    left -= amount;
    return { amount: formatMinorUnits(amount, minorUnits), limited };
  });
}

function declaredOf(
  mode: PaymentMode,
  value: string,
  whole: MinorUnits,
  minorUnits: number,
  rounding: Rounding,
): MinorUnits {
  if (mode === 'FIXED') return toMinorUnits(exactMicro(value), minorUnits, rounding);
  return whole > 0n ? percentOf(whole, exactMicro(value), rounding) : 0n;
}
