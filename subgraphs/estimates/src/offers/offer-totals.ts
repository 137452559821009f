import { moneyOf, type CurrencyOf } from '../calculation/money';
import type { AgreedOffer } from '../estimates/estimate.entity';

/** Shapes what an offer comes to as `OfferTotals`. */
export const offerTotalsOf = (estimate: CurrencyOf, offer: AgreedOffer) => ({
  taken: [...offer.taken],
  net: moneyOf(estimate, offer.net),
  tax: moneyOf(estimate, offer.tax),
  total: moneyOf(estimate, offer.total),
  payable: moneyOf(estimate, offer.payable),
  contentHash: offer.contentHash,
});
