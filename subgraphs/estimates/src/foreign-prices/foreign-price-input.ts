import type { InputPath } from '../../../../service-kit/data/input-check';
import { reject } from '../../../../service-kit/errors/user-errors';
import { minorUnitsOf } from '../calculation/currencies';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { isZero, sameAmount } from '../calculation/rounding';
import type { Draft } from '../drafts/working-copy';
import type { Estimate } from '../estimates/estimate.entity';
import type { ExchangeRateInput, ForeignPriceInput } from '../generated/types';
import { TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import type { Position } from '../positions/position.entity';
import { converted, fitsConverted, vanishes, type StoredForeignPrice } from './foreign-price';

/** What an input may say about a position's price. */
interface PriceInput {
  readonly unitPrice?: string | null | undefined;
  readonly unitCost?: string | null | undefined;
  readonly unitCostFormula?: string | null | undefined;
  readonly foreignPrice?: ForeignPriceInput | null | undefined;
}

type Converting = Pick<Estimate, 'currency' | 'rounding'>;

/** A rate, checked. */
type Rate = Pick<StoredForeignPrice, 'currency' | 'rate' | 'source' | 'on'>;

function readRate(
  check: EstimateInputCheck,
  { currency: own }: Converting,
  { currency, rate, source, on }: ExchangeRateInput,
  path: InputPath,
): Rate {
  check.engine(() => minorUnitsOf(currency, [...path, 'currency']), 2);
  if (currency === own) {
    const message = `${currency} is the estimate's own currency: it needs no rate.`;
    check.refuse('SAME_CURRENCY', [...path, 'currency'], message);
  }
  return {
    currency,
    rate: check.decimal(rate, MONEY_LIMITS.exchangeRate, [...path, 'rate']),
    source: check.text(source, TEXT_LIMITS.rateSource, [...path, 'source']),
    on,
  };
}

/** Rates by currency, each once. Mistakes are noted in `check`. */
export function readRates(
  check: EstimateInputCheck,
  estimate: Converting,
  rates: readonly ExchangeRateInput[],
  path: InputPath,
): Map<string, Rate> {
  const found = new Map<string, Rate>();
  rates.forEach((given, index) => {
    const at = [...path, String(index)];
    const rate = readRate(check, estimate, given, at);
    if (found.has(rate.currency)) {
      const message = `There are two rates of ${rate.currency}: give one.`;
      check.refuse('DUPLICATE_CURRENCY', [...at, 'currency'], message);
    }
    found.set(rate.currency, rate);
  });
  return found;
}

/**
 * Prices a position in another currency, or, with null, leaves its price as it came to. A cost that is left out stays: in that currency
 * where it was given in it before, in the estimate's otherwise. Mistakes are noted in `check`.
 *
 * @param path of the input that holds the fields
 */
export function applyForeignPrice(
  check: EstimateInputCheck,
  estimate: Converting,
  position: Position,
  { foreignPrice: given, unitPrice, unitCost, unitCostFormula }: PriceInput,
  path: InputPath,
): void {
  if (given === undefined) return;
  const before = position.foreignPrice;
  position.foreignPrice = null;
  if (given === null) return;
  const at = [...path, 'foreignPrice'];
  if (position.unitPriceFormula !== null) {
    const message = 'The price for one follows from a formula: leave foreignPrice out, or the formula.';
    check.refuse('PRICE_TWICE', at, message);
  }
  if (unitPrice != null && !isZero(unitPrice)) {
    const message = 'The price for one follows from foreignPrice: leave unitPrice out.';
    check.refuse('PRICE_TWICE', [...path, 'unitPrice'], message);
  }
  if (unitCostFormula != null && given.unitCost != null) {
    const message = 'The cost of one follows from a formula: leave it out of foreignPrice.';
    check.refuse('PRICE_TWICE', [...at, 'unitCost'], message);
  }
  if (unitCost !== undefined && given.unitCost !== undefined) {
    const message = 'Give the cost of one once: here, or in foreignPrice.';
    check.refuse('PRICE_TWICE', [...path, 'unitCost'], message);
  }
  const rate = readRate(check, estimate, given, at);
  const price = check.decimal(given.unitPrice, MONEY_LIMITS.signedUnitPrice, [...at, 'unitPrice']);
  const kept = before?.currency === rate.currency && unitCost === undefined ? before.unitCost : null;
  const cost =
    given.unitCost === undefined
      ? kept
      : given.unitCost && check.decimal(given.unitCost, MONEY_LIMITS.unitCost, [...at, 'unitCost']);
  position.foreignPrice = { ...rate, unitPrice: price, unitCost: cost };
  takeConverted(check, estimate, position, given, at);
  if (given.unitCost === null) position.unitCost = null;
}

/**
 * Writes a position's price and cost in the estimate's currency. A cost that is kept and does not fit at the rate isn't known any more:
 * a refusal would tell who may not see costs how large it is.
 */
function takeConverted(
  check: EstimateInputCheck,
  { rounding }: Converting,
  position: Position,
  given: ForeignPriceInput,
  path: InputPath,
): void {
  const { foreignPrice: foreign } = position;
  if (foreign === null || isZero(foreign.rate)) return; // that was refused
  const { unitPrice, unitCost } = foreign;
  position.unitPrice = converted(unitPrice, foreign, rounding);
  const tooMuch = (field: 'unitPrice' | 'unitCost') => {
    const message = `At this rate ${field} comes to more than ${MONEY_LIMITS.unitPrice.max}: check it.`;
    check.refuse('ABOVE_MAXIMUM', [...path, field], message);
  };
  if (!fitsConverted(unitPrice, foreign)) tooMuch('unitPrice');
  const tooLittle = (field: 'unitPrice' | 'unitCost') => {
    const message = `At this rate ${field} comes to less than a price can hold (6 decimals): check it.`;
    check.refuse('BELOW_MINIMUM', [...path, field], message);
  };
  if (vanishes(unitPrice, foreign, rounding)) tooLittle('unitPrice');
  if (unitCost === null) return;
  const isNothing = vanishes(unitCost, foreign, rounding);
  const fits = fitsConverted(unitCost, foreign) && !isNothing;
  if (!fits && given.unitCost != null) (isNothing ? tooLittle : tooMuch)('unitCost');
  position.unitCost = fits ? converted(unitCost, foreign, rounding) : null;
  if (!fits) position.foreignPrice = { ...foreign, unitCost: null };
}

/** A price or cost that is given in the estimate's currency, or follows from a formula, takes the place of the one in another. */
export function foreignPriceAfter(
  before: Pick<Position, 'unitPrice' | 'unitCost'>,
  { unitPrice, unitCost, foreignPrice, unitPriceFormula, unitCostFormula }: Position,
): StoredForeignPrice | null {
  if (!foreignPrice || unitPriceFormula !== null || !sameAmount(before.unitPrice, unitPrice)) return null;
  return sameAmount(before.unitCost, unitCost) && unitCostFormula === null
    ? foreignPrice
    : { ...foreignPrice, unitCost: null };
}

/** @throws InputRejected FOREIGN_PRICES where positions have rates into the currency that an estimate had */
export function refuseOtherCurrency({ positions }: Draft): void {
  const priced = [...positions.values()].filter(({ foreignPrice }) => foreignPrice !== null);
  if (priced.length === 0) return;
  const names = priced.slice(0, 3).map(({ name }) => `“${name}”`);
  const more = priced.length > names.length ? ` and ${priced.length - names.length} more` : '';
  const message = `${names.join(', ')}${more} have a rate into the estimate's currency: give them prices of their own first (foreignPrice: null).`;
  throw reject('FOREIGN_PRICES', 'currency', message);
}
