import { plainDecimal } from './decimal-text';
import { MONEY_LIMITS, parseMicro, TotalsInputError, type DecimalLimit } from './money-limits';
import { formatMinorUnits, toMinorUnits, writeMicro, type Micro, type MinorUnits } from './rounding';
import type { MoneyPolicy, Rounding, TaxMode, TaxRate, TaxRounding } from './totals.types';

/**
 * Version of the calculation rules, frozen on each new document. A change that can move any amount of an existing
 * document raises it and keeps the old rules reachable by the old number.
 */
export const POLICY_VERSION = 4;

/** What the rules of each version do differently. A version is never taken away: its documents are read for ever. */
const VERSIONS: Readonly<
  Record<number, Pick<MoneyRules, 'pricesByCost' | 'knowsOffers' | 'knowsCoefficients'>>
> = {
  /** Adjustments measured on cost are shared out by cost, in their turn. */
  1: { pricesByCost: false, knowsOffers: false, knowsCoefficients: false },
  /** Adjustments measured on cost become part of the lines' prices, by price, before anything else. */
  2: { pricesByCost: true, knowsOffers: false, knowsCoefficients: false },
  /** Options and alternatives, credits, a second tax. What has none of these comes to the same as under 2. */
  3: { pricesByCost: true, knowsOffers: true, knowsCoefficients: false },
  /** Coefficients on prices and costs for one. What has none comes to the same as under 3. */
  4: { pricesByCost: true, knowsOffers: true, knowsCoefficients: true },
};

/** Whether by a version of the rules what is measured on cost becomes part of the lines' prices. */
export const pricesByCost = (version: number): boolean => VERSIONS[version]?.pricesByCost ?? false;

/** Whether by a version of the rules sections and positions of one place stand in one order; before, positions stood first. */
export const hasOneOrder = (version: number): boolean => VERSIONS[version]?.knowsOffers ?? false;

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
  /** Whether there may be options, credits and a second tax. */
  readonly knowsOffers: boolean;
  /** Whether prices and costs for one may have coefficients. */
  readonly knowsCoefficients: boolean;
  /** Whether the second tax is taken on the amount with the first. */
  readonly compound: boolean;
  /** Whether each line's share of each adjustment is told. */
  readonly tellsShares: boolean;
  /** Whether it is told by what they were shared out. */
  readonly tellsWeights: boolean;
}

function refusePolicy(field: keyof MoneyPolicy, allowed: string): never {
  throw new TotalsInputError('UNSUPPORTED_POLICY', ['policy', field], `${field} must be ${allowed}.`);
}

/**
 * Checks a document's policy.
 *
 * @param options `tellsShares`: the result tells each line's share of each adjustment; `compound`: of the second tax
 * @throws TotalsInputError UNSUPPORTED_POLICY
 */
export function readPolicy(
  policy: MoneyPolicy,
  {
    tellsShares = false,
    tellsWeights = false,
    compound = false,
  }: { tellsShares?: boolean; tellsWeights?: boolean; compound?: boolean } = {},
): MoneyRules {
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
    compound,
    tellsShares: tellsShares || tellsWeights,
    tellsWeights,
  };
}

/** Reads an amount a person gave (a fixed markup, a fixed discount): not negative, no finer than the currency. */
export function readAmount(value: string, rules: MoneyRules, path: readonly string[]): MinorUnits {
  return toMinorUnits(parseMicro(value, rules.givenAmount, path), rules.minorUnits, rules.rounding);
}

/** Reads the step of a rounding: above zero, no finer than the currency. */
export function readStep(value: string, rules: MoneyRules, path: readonly string[]): MinorUnits {
  return toMinorUnits(parseMicro(value, rules.roundingStep, path), rules.minorUnits, rules.rounding);
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
  if (amount > rules.maxAmount || amount < -rules.maxAmount) {
    const limit = formatAmount(rules.maxAmount, rules);
    const message = `${path.at(-1)} comes to more than ${limit}, the largest amount an estimate holds: check prices and quantities.`;
    throw new TotalsInputError('AMOUNT_OUT_OF_RANGE', path, message);
  }
  return amount;
}

/** A tax rate ready to calculate with; `key` is its written form without trailing zeros, or EXEMPT. */
export interface Rate {
  readonly key: TaxRate;
  readonly percent: Micro;
}

/** What lines are taxed by: the rate of the first tax, and of the second where there is one. */
export interface TaxClass extends Rate {
  readonly second: Rate | null;
}

/** Reads a rate; equal ones ("20", "20.000000") have the same key. */
function readRate(rate: TaxRate, path: readonly string[]): Rate {
  if (rate === TAX_EXEMPT) return { key: TAX_EXEMPT, percent: 0n };
  const percent = parseMicro(rate, MONEY_LIMITS.taxRate, path);
  return { key: plainDecimal(writeMicro(percent)), percent };
}

/** Makes a reader of tax classes; equal rates give the same object, so that their lines fall into one group. */
export function createTaxClasses(): (
  rate: TaxRate,
  second: TaxRate | null,
  paths: { first: readonly string[]; second: readonly string[] },
) => TaxClass {
  const byWriting = new Map<string, TaxClass>();
  const byKey = new Map<string, TaxClass>();
  return (rate, second, paths) => {
    const writing = `${rate} ${second}`;
    const known = byWriting.get(writing);
    if (known) return known;
    const read = readRate(rate, paths.first);
    const secondRead = second === null ? null : readRate(second, paths.second);
    const key = `${read.key} ${secondRead?.key}`;
    const taxClass = byKey.get(key) ?? { ...read, second: secondRead };
    byKey.set(key, taxClass);
    byWriting.set(writing, taxClass);
    return taxClass;
  };
}

/** Orders rates: the highest first, EXEMPT last. */
export function compareRates(a: Rate, b: Rate): number {
  if (a.key === b.key) return 0;
  if (a.key === TAX_EXEMPT) return 1;
  if (b.key === TAX_EXEMPT) return -1;
  return a.percent === b.percent ? 0 : a.percent > b.percent ? -1 : 1;
}

/** Orders tax classes: by their rates, the highest first, EXEMPT last. */
export const compareTaxClasses = (a: TaxClass, b: TaxClass): number =>
  compareRates(a, b) || (a.second && b.second ? compareRates(a.second, b.second) : 0);
