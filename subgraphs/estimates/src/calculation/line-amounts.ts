import { multipliedPrice, worth, type Factors } from './coefficients';
import { plainDecimal } from './decimal-text';
import { MONEY_LIMITS, parseMicro, TotalsInputError } from './money-limits';
import {
  compareTaxClasses,
  formatAmount,
  inRange,
  readAmount,
  type MoneyRules,
  type TaxClass,
} from './money-rules';
import {
  divideRounded,
  exactMicro,
  HUNDRED_PERCENT,
  percentOf,
  writeMicro,
  type Micro,
  type MinorUnits,
} from './rounding';
import type { LineChange, PositionInput } from './totals.types';

/** A line's share of an adjustment. */
interface Share {
  readonly adjustment: string;
  readonly amount: MinorUnits;
  /** What it was shared out by, of this line and of all; only where the rules say so. All zero: equal shares. */
  readonly weight?: MinorUnits;
  readonly weights?: MinorUnits;
}

/** A priced position with the amounts shown on its line. */
export interface Line {
  readonly position: PositionInput;
  readonly taxClass: TaxClass;
  readonly quantityWithWaste: Micro;
  /** With its coefficients; null where it has none. */
  readonly effectiveUnitPrice: Micro | null;
  readonly base: MinorUnits;
  readonly markup: MinorUnits;
  readonly discount: MinorUnits;
  /** What is shown on the line: base + markup − discount, and what is measured on cost. */
  amount: MinorUnits;
  /** Its part of what is measured on cost; within `amount`. */
  costShare: MinorUnits;
  /** What of `amount` is labour, in percent; null: all of WORK, nothing of others. */
  readonly labourPercent: Micro | null;
  /** Null when the unit cost is not known. */
  readonly cost: MinorUnits | null;
  /** `amount` and its shares of the adjustments applied so far. */
  running: MinorUnits;
  /** Whether it counts in the estimate; see `choices.ts`. */
  included: boolean;
  /** Its shares of adjustments, in the order of calculation; only where the rules say so. */
  readonly shares: Share[];
}

const MOST_QUANTITY = exactMicro(MONEY_LIMITS.quantity.max);

/** quantity × (1 + waste), to the precision quantities are stored in. */
function quantityWithWaste(position: PositionInput, rules: MoneyRules, path: readonly string[]): Micro {
  const limit = rules.knowsOffers ? MONEY_LIMITS.signedQuantity : MONEY_LIMITS.quantity;
  const quantity = parseMicro(position.quantity, limit, [...path, 'quantity']);
  const waste = parseMicro(position.wastePercent, MONEY_LIMITS.wastePercent, [...path, 'wastePercent']);
  if (waste === 0n) return quantity;
  const result = divideRounded(quantity * (HUNDRED_PERCENT + waste), HUNDRED_PERCENT, rules.rounding);
  if (result > MOST_QUANTITY || result < -MOST_QUANTITY) {
    const message = `quantity with waste comes to ${plainDecimal(writeMicro(result))}, above ${MONEY_LIMITS.quantity.max}.`;
    throw new TotalsInputError('ABOVE_MAXIMUM', [...path, 'quantity'], message);
  }
  return result;
}

function readChange(
  change: LineChange | null,
  of: MinorUnits,
  kind: 'markup' | 'discount',
  rules: MoneyRules,
  path: readonly string[],
): MinorUnits {
  if (change === null) return 0n;
  const valuePath = [...path, kind, 'value'];
  if (change.mode === 'FIXED') return readAmount(change.value, rules, valuePath);
  const limit = kind === 'markup' ? MONEY_LIMITS.markupPercent : MONEY_LIMITS.discountPercent;
  return percentOf(of, parseMicro(change.value, limit, valuePath), rules.rounding);
}

/**
 * Prices one position: base = round(quantity with waste × unit price × coefficients), markup on the base, discount on base and
 * markup, each rounded as it is shown, so that a reader with a pocket calculator finds the same numbers.
 * Cost = round(quantity with waste × unit cost × coefficients), untouched by markups and discounts. A line below zero, a credit, has neither.
 *
 * @throws TotalsInputError for a value out of its limits, a discount larger than the line, or one of a credit
 */
export function priceLine(
  position: PositionInput,
  taxClass: TaxClass,
  factors: Factors,
  rules: MoneyRules,
): Line {
  const path = ['positions', position.id];
  const quantity = quantityWithWaste(position, rules, path);
  const limit = rules.knowsOffers ? MONEY_LIMITS.signedUnitPrice : MONEY_LIMITS.unitPrice;
  const unitPrice = parseMicro(position.unitPrice, limit, [...path, 'unitPrice']);
  const base = worth(factors.price, unitPrice, quantity, rules);
  const markup = readChange(position.markup, base, 'markup', rules, path);
  const beforeDiscount = inRange(base + markup, rules, [...path, 'amount']);
  if (base < 0n && (position.markup ?? position.discount) !== null) {
    const message = 'A line below zero takes no markup or discount: clear them, or change its price.';
    throw new TotalsInputError('CREDIT_WITHOUT_CHANGES', [...path, 'unitPrice'], message);
  }
  const discount = readChange(position.discount, beforeDiscount, 'discount', rules, path);
  if (discount > beforeDiscount && position.discount !== null) {
    const amounts = `${formatAmount(discount, rules)} is more than the line's ${formatAmount(beforeDiscount, rules)}`;
    const message = `discount ${amounts}: lower it or change the line.`;
    throw new TotalsInputError('DISCOUNT_EXCEEDS_LINE', [...path, 'discount', 'value'], message);
  }
  const amount = beforeDiscount - discount;
  const cost = lineCost(position, quantity, factors, rules, path);
  const labour = position.labourPercent ?? null;
  return {
    position,
    taxClass,
    quantityWithWaste: quantity,
    effectiveUnitPrice: factors.price && multipliedPrice(factors.price, unitPrice, rules),
    base,
    markup,
    discount,
    amount,
    costShare: 0n,
    labourPercent:
      labour === null ? null : parseMicro(labour, MONEY_LIMITS.labourPercent, [...path, 'labourPercent']),
    cost,
    running: amount,
    included: true,
    shares: [],
  };
}

function lineCost(
  position: PositionInput,
  quantity: Micro,
  factors: Factors,
  rules: MoneyRules,
  path: readonly string[],
): MinorUnits | null {
  if (position.unitCost === null) return null;
  const unitCost = parseMicro(position.unitCost, MONEY_LIMITS.unitCost, [...path, 'unitCost']);
  // Never refused for its size: a refusal would tell a person who may not see costs what this one is.
  return worth(factors.cost, unitCost, quantity, rules);
}

/**
 * Refuses a TEXT position that would look priced and count for nothing.
 *
 * @throws TotalsInputError TEXT_CARRIES_AMOUNT, or the error of a malformed number
 */
export function checkText(position: PositionInput): void {
  const path = ['positions', position.id];
  parseMicro(position.quantity, MONEY_LIMITS.quantity, [...path, 'quantity']);
  parseMicro(position.wastePercent, MONEY_LIMITS.wastePercent, [...path, 'wastePercent']);
  const price = parseMicro(position.unitPrice, MONEY_LIMITS.unitPrice, [...path, 'unitPrice']);
  const cost = parseMicro(position.unitCost ?? '0', MONEY_LIMITS.unitCost, [...path, 'unitCost']);
  const given = [position.markup, position.discount, position.labourPercent ?? null];
  if (price === 0n && cost === 0n && given.every((each) => each === null)) return;
  const message =
    'A TEXT position carries no price, cost, markup, discount or labour: clear them or choose another kind.';
  throw new TotalsInputError('TEXT_CARRIES_AMOUNT', [...path, 'kind'], message);
}

/** What of a line's amount is labour. */
export function labourOf({ labourPercent, position, amount }: Line, { rounding }: MoneyRules): MinorUnits {
  if (labourPercent !== null) return percentOf(amount, labourPercent, rounding);
  return position.kind === 'WORK' ? amount : 0n;
}

/** Groups lines by tax rate, the highest first and EXEMPT last; inside a group the order stays. */
export function groupByTax(lines: readonly Line[]): Line[][] {
  const groups = new Map<TaxClass, Line[]>();
  for (const line of lines) {
    const group = groups.get(line.taxClass);
    if (group) group.push(line);
    else groups.set(line.taxClass, [line]);
  }
  return [...groups].sort(([a], [b]) => compareTaxClasses(a, b)).map(([, group]) => group);
}
