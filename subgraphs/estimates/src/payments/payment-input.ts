import { MONEY_LIMITS } from '../calculation/money-limits';
import { ExactDecimal } from '../calculation/rounding';
import type { Estimate, StoredPayment } from '../estimates/estimate.entity';
import type { PaymentStageInput } from '../generated/types';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { TEXT_LIMITS, type EstimateInputCheck } from '../input-check';

const MOST = 20;
const MOST_DAYS = 365;
const INVALID = 'INVALID_PAYMENT';

/**
 * Checks a whole schedule of payments.
 *
 * @param estimate whose currency the amounts are in
 * @param path of the list
 */
export function readPayments(
  check: EstimateInputCheck,
  inputs: readonly PaymentStageInput[],
  estimate: Pick<Estimate, 'minorUnits'>,
  path: InputPath,
): StoredPayment[] {
  if (inputs.length > MOST) {
    check.refuse('TOO_MANY_ITEMS', path, `At most ${MOST} payments.`);
    return [];
  }
  const payments = inputs.map((input, index) =>
    readPayment(check, input, estimate.minorUnits, index === inputs.length - 1, [...path, String(index)]),
  );
  checkWhole(check, payments, path);
  return payments;
}

function readPayment(
  check: EstimateInputCheck,
  input: PaymentStageInput,
  minorUnits: number,
  isLast: boolean,
  path: InputPath,
): StoredPayment {
  const { mode, value: given } = input;
  const at = (field: string) => [...path, field];
  const limit =
    mode === 'PERCENT' ? MONEY_LIMITS.discountPercent : { ...MONEY_LIMITS.amount, scale: minorUnits };
  if (mode === 'REST' && !isLast) {
    check.refuse(INVALID, at('mode'), 'Only the last payment takes the rest.');
  }
  if (mode === 'REST' && given != null) {
    check.refuse(INVALID, at('value'), 'The rest follows from the others: leave the value out.');
  }
  if (mode !== 'REST' && given == null)
    check.refuse('REQUIRED', at('value'), 'Give the percentage or amount.');
  return {
    label: check.requiredText(input.label, TEXT_LIMITS.adjustmentName, at('label')),
    mode,
    value: mode === 'REST' || given == null ? null : check.decimal(given, limit, at('value')),
    ...readDue(check, input, path),
  };
}

function readDue(
  check: EstimateInputCheck,
  { due = null, days = null, on = null }: PaymentStageInput,
  path: InputPath,
): Pick<StoredPayment, 'due' | 'days' | 'on'> {
  const at = (field: string) => [...path, field];
  if ((due === 'ON_DATE') !== (on !== null)) {
    const message =
      due === 'ON_DATE' ? 'Give the date it is due on.' : 'Only a payment due ON_DATE has a date.';
    check.refuse(INVALID, at('on'), message);
  }
  if (days !== null && due !== 'ON_APPROVAL' && due !== 'ON_COMPLETION') {
    check.refuse(INVALID, at('days'), 'Days are counted from the approval or the completion of the work.');
  } else if (days !== null && (days < 0 || days > MOST_DAYS)) {
    check.refuse(INVALID, at('days'), `days must be between 0 and ${MOST_DAYS}.`);
  }
  return { due, days: days === 0 ? null : days, on };
}

/** The last one takes the rest: so it says, or all are percentages of the whole. */
function checkWhole(check: EstimateInputCheck, payments: readonly StoredPayment[], path: InputPath): void {
  const last = payments.at(-1);
  if (!last) return;
  const sum = payments
    .filter(({ mode, value }) => mode === 'PERCENT' && value !== null)
    .reduce((done, { value }) => done.plus(value as string), new ExactDecimal(0));
  if (last.mode === 'REST' ? sum.lte(100) : payments.every(({ mode }) => mode === 'PERCENT') && sum.eq(100))
    return;
  const message = `The payments have to make the whole: give the last one the mode REST, or percentages that make 100 (they make ${sum.toFixed()}).`;
  check.refuse('PAYMENTS_NOT_WHOLE', path, message);
}
