import type { Decimal } from 'decimal.js';
import { MONEY_LIMITS, parseDecimal, TotalsInputError, type DecimalLimit } from './money-limits';
import { ExactDecimal, formatMinorUnits, toMinorUnits, type MinorUnits } from './rounding';
import type { MoneyPolicy, Rounding, TaxMode, TaxRate, TaxRounding } from './totals.types';

/**
 * Version of the calculation rules, frozen on each new document. A change that can move any amount of an existing
 * document raises it and keeps the old rules reachable by the old number.
 */
export const POLICY_VERSION = 2;

/** What the rules of each version do differently. A version is never taken away: its documents are read for ever. */
const VERSIONS: Readonly<Record<number, Pick<MoneyRules, 'pricesByCost'>>> = {
  /** Adjustments measured on cost are shared out by cost, in their turn. */
  1: { pricesByCost: false },
  /** Adjustments measured on cost become part of the lines' prices, by price, before anything else. */
  2: { pricesByCost: true },
};

/** Whether by a version of the rules what is measured on cost becomes part of the lines' prices. */
export const pricesByCost = (version: number): boolean => VERSIONS[version]?.pricesByCost ?? false;

/** The tax rate that means "outside the tax". */
export const TAX_EXEMPT = 'EXEMPT';

/** A checked policy, and what follows from it. */
export interface MoneyRules {
  readonly minorUnits: number;
  readonly rounding: Rounding;
  readonly taxMode: TaxMode;
  readonly taxRounding: TaxRounding;
  /** Limit of amounts given by people: no finer than the currency. */
  readonly givenAmount: DecimalLimit;
  readonly roundingStep: DecimalLimit;
  readonly maxAmount: MinorUnits;
  /** Whether what is measured on cost is part of the lines' prices. */
  readonly pricesByCost: boolean;
  /** Whether each line's share of each adjustment is told. */
  readonly tellsShares: boolean;
}

function refusePolicy(field: keyof MoneyPolicy, allowed: string): never {
  throw new TotalsInputError('UNSUPPORTED_POLICY', ['policy', field], `${field} must be ${allowed}.`);
}

/**
 * Checks a document's policy.
 *
 * @param tellsShares whether the result shall tell each line's share of each adjustment
 * @throws TotalsInputError UNSUPPORTED_POLICY
 */
export function readPolicy(policy: MoneyPolicy, tellsShares = false): MoneyRules {
  const { currency, minorUnits, rounding, taxMode, taxRounding, policyVersion } = policy;
  const version = Object.hasOwn(VERSIONS, policyVersion) ? VERSIONS[policyVersion] : undefined;
  if (!version) refusePolicy('policyVersion', `one of ${Object.keys(VERSIONS).join(', ')}`);
  if (!/^[A-Z]{3}$/.test(currency)) refusePolicy('currency', 'three capital letters');
  if (![0, 1, 2, 3, 4].includes(minorUnits)) refusePolicy('minorUnits', 'a whole number from 0 to 4');
  if (!['HALF_UP', 'HALF_EVEN'].includes(rounding)) refusePolicy('rounding', 'HALF_UP or HALF_EVEN');
  if (!['EXCLUSIVE', 'INCLUSIVE'].includes(taxMode)) refusePolicy('taxMode', 'EXCLUSIVE or INCLUSIVE');
  if (!['PER_RATE', 'PER_LINE'].includes(taxRounding)) refusePolicy('taxRounding', 'PER_RATE or PER_LINE');
  const wholePart = MONEY_LIMITS.amount.max.split('.')[0] ?? '';
  return {
    minorUnits,
    rounding,
    taxMode,
    taxRounding,
    givenAmount: { ...MONEY_LIMITS.amount, scale: minorUnits },
    roundingStep: { ...MONEY_LIMITS.roundingStep, scale: minorUnits },
    maxAmount: BigInt(wholePart + '9'.repeat(minorUnits)),
    ...version,
    tellsShares,
  };
}

/** Reads an amount a person gave (a fixed markup, a fixed discount): not negative, no finer than the currency. */
export function readAmount(value: string, rules: MoneyRules, path: readonly string[]): MinorUnits {
  return toMinorUnits(parseDecimal(value, rules.givenAmount, path), rules.minorUnits, rules.rounding);
}

/** Reads the step of a rounding: above zero, no finer than the currency. */
export function readStep(value: string, rules: MoneyRules, path: readonly string[]): MinorUnits {
  return toMinorUnits(parseDecimal(value, rules.roundingStep, path), rules.minorUnits, rules.rounding);
}

/** Writes an amount with the decimals of the currency. */
export function formatAmount(amount: MinorUnits, rules: MoneyRules): string {
  return formatMinorUnits(amount, rules.minorUnits);
}

/**
 * Passes an amount that fits NUMERIC(19,4) through.
 *
 * @throws TotalsInputError AMOUNT_OUT_OF_RANGE
 */
export function inRange(amount: MinorUnits, rules: MoneyRules, path: readonly string[]): MinorUnits {
  if (amount > rules.maxAmount) {
    const limit = formatAmount(rules.maxAmount, rules);
    const message = `${path.at(-1)} comes to more than ${limit}, the largest amount an estimate holds: check prices and quantities.`;
    throw new TotalsInputError('AMOUNT_OUT_OF_RANGE', path, message);
  }
  return amount;
}

/** A tax rate ready to calculate with; `key` is its written form without trailing zeros, or EXEMPT. */
export interface TaxClass {
  readonly key: TaxRate;
  readonly percent: Decimal;
}

/**
 * Reads tax rates; equal rates ("20", "20.000000") give the same object, so that they fall into one group.
 */
export function createTaxClasses(): (rate: TaxRate, path: readonly string[]) => TaxClass {
  const byWriting = new Map<string, TaxClass>();
  const byKey = new Map<string, TaxClass>([[TAX_EXEMPT, { key: TAX_EXEMPT, percent: new ExactDecimal(0) }]]);
  return (rate, path) => {
    const known = byWriting.get(rate) ?? byKey.get(rate);
    if (known) return known;
    const percent = parseDecimal(rate, MONEY_LIMITS.taxRate, path);
    const key = percent.toFixed();
    const taxClass = byKey.get(key) ?? { key, percent };
    byKey.set(key, taxClass);
    byWriting.set(rate, taxClass);
    return taxClass;
  };
}

/** Orders tax rates: the highest first, EXEMPT last. */
export function compareTaxClasses(a: TaxClass, b: TaxClass): number {
  if (a.key === b.key) return 0;
  if (a.key === TAX_EXEMPT) return 1;
  if (b.key === TAX_EXEMPT) return -1;
  return b.percent.cmp(a.percent);
}
