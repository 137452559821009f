import { moneyOf } from '../calculation/money';
import { paymentTotals } from '../calculation/payments';
import type { AgreedOffer, Estimate } from '../estimates/estimate.entity';
import { paymentStagesOf } from '../payments/payment-node';

/** Shapes what an offer comes to as `OfferTotals`. */
export const offerTotalsOf = (estimate: Estimate, offer: AgreedOffer) => ({
  taken: [...offer.taken],
  net: moneyOf(estimate, offer.net),
  tax: moneyOf(estimate, offer.tax),
  total: moneyOf(estimate, offer.total),
  payable: moneyOf(estimate, offer.payable),
  payments: paymentStagesOf({
    ...estimate,
    paymentTotals: paymentTotals(estimate.payments ?? [], offer.payable, estimate), // a schedule follows from what is to be paid
  }),
  contentHash: offer.contentHash,
});
