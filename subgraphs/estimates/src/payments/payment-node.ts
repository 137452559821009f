import { moneyOf } from '../calculation/money';
import { plainDecimal } from '../calculation/decimal-text';
import type { Estimate } from '../estimates/estimate.entity';

/** An estimate's payments with what they came to, as `PaymentStage` shows them. */
export const paymentStagesOf = (estimate: Estimate) =>
  (estimate.payments ?? []).map((payment, index) => ({
    ...payment,
    value: payment.value && plainDecimal(payment.value),
    amount: moneyOf(estimate, estimate.paymentTotals[index]?.amount ?? '0'),
    limited: estimate.paymentTotals[index]?.limited ?? false,
  }));
