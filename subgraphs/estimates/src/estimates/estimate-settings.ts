import type { InputPath } from '../../../../service-kit/data/input-check';
import type { EstimateInputCheck } from '../input-check';
import { TEXT_LIMITS } from '../input-check';
import type { SecondTaxInput, UpdateEstimateInput } from '../generated/types';
import { readTaxId } from '../taxes/tax-input';
import { readParty } from '../exports/party-input';
import { readParameters } from '../formulas/formula-input';
import { minorUnitsOf } from '../calculation/currencies';
import type { Estimate } from './estimate.entity';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { TAX_EXEMPT } from '../calculation/money-rules';
import type { TaxRate } from '../calculation/totals.types';

/** How an input names a tax rate. */
export interface TaxInput {
  taxId?: string | null | undefined;
  taxRate?: string | null | undefined;
  taxExempt?: boolean | null | undefined;
}

const TAX_NAMES = { taxRate: 'taxRate', taxExempt: 'taxExempt' };

/**
 * The tax rate an input asks for.
 *
 * @param current what stands there now
 * @param unset what an estimate or position has that names none
 * @param path of the input that holds the two fields
 * @param names of the two fields there
 */
export function readTaxRate<T extends TaxRate | null>(
  check: EstimateInputCheck,
  input: TaxInput,
  current: T,
  unset: T,
  path: InputPath,
  names = TAX_NAMES,
): T | TaxRate {
  const { taxRate, taxExempt } = input;
  if (taxExempt === true) {
    if (taxRate != null) {
      check.refuse(
        'TAX_RATE_AND_EXEMPT',
        [...path, names.taxRate],
        `Give either "${names.taxRate}" or "${names.taxExempt}: true".`,
      );
    }
    return TAX_EXEMPT;
  }
  if (taxRate != null) return check.decimal(taxRate, MONEY_LIMITS.taxRate, [...path, names.taxRate]);
  if (taxRate === null) return unset;
  return taxExempt === false && current === TAX_EXEMPT ? unset : current;
}

/** Notes an explicit null where a value is needed. @returns whether there is a value to take */
export function given<T>(
  check: EstimateInputCheck,
  value: T | null | undefined,
  path: InputPath,
): value is T {
  if (value === null)
    check.refuse('REQUIRED', path, `${path.at(-1)} can't be null; leave it out to keep it.`);
  return value != null;
}

type SettingsInput = Pick<
  UpdateEstimateInput,
  | 'title'
  | 'currency'
  | 'taxMode'
  | 'taxId'
  | 'taxRate'
  | 'taxExempt'
  | 'taxName'
  | 'secondTax'
  | 'parameters'
  | 'taxRounding'
  | 'rounding'
  | 'roundPayableTo'
  | 'validUntil'
  | 'supplyDate'
  | 'notes'
  | 'client'
>;

/**
 * Writes an input's title, texts and settings into an estimate; what is left out stays. References (lead, project) and
 * adjustments are the caller's.
 */
export function applySettings(check: EstimateInputCheck, estimate: Estimate, input: SettingsInput): void {
  if (input.title !== undefined) {
    estimate.title = check.requiredText(input.title, TEXT_LIMITS.name, ['title']);
  }
  if (input.notes !== undefined) estimate.notes = check.text(input.notes, TEXT_LIMITS.notes, ['notes']);
  if (input.client !== undefined) estimate.client = readParty(check, input.client, ['client']);
  if (input.validUntil !== undefined) estimate.validUntil = input.validUntil;
  if (input.supplyDate !== undefined) estimate.supplyDate = input.supplyDate;
  applyPolicy(check, estimate, input);
  applyTax(check, estimate, input);
  if (input.secondTax !== undefined)
    estimate.secondTax = readSecondTax(check, input.secondTax, estimate.secondTax);
  if (input.parameters) estimate.parameters = readParameters(check, input.parameters);
  if (input.roundPayableTo !== undefined) {
    estimate.roundPayableTo =
      input.roundPayableTo === null
        ? null
        : check.decimal(input.roundPayableTo, MONEY_LIMITS.roundingStep, ['roundPayableTo']);
  }
}

/** The tax, with days or without: its percentage follows when it is settled. Its name on paper goes with the one before. */
function applyTax(check: EstimateInputCheck, estimate: Estimate, input: SettingsInput): void {
  const { taxId: before } = estimate;
  estimate.taxId = readTaxId(check, input, before, []);
  if (estimate.taxId !== null) {
    estimate.taxChosen = true;
    if (estimate.taxId !== before && before !== null) estimate.taxName = null;
  } else {
    const unset = before !== null && input.taxId === null ? '0' : estimate.defaultTaxRate;
    estimate.defaultTaxRate = readTaxRate(check, input, unset, '0', []);
    if (input.taxRate != null || input.taxExempt === true) estimate.taxChosen = true;
    else if (input.taxRate === null || (before !== null && input.taxId === null)) estimate.taxChosen = false;
  }
  if (input.taxName !== undefined)
    estimate.taxName = check.text(input.taxName, TEXT_LIMITS.taxName, ['taxName']);
}

function readSecondTax(
  check: EstimateInputCheck,
  input: SecondTaxInput | null,
  before: Estimate['secondTax'],
): Estimate['secondTax'] {
  if (input === null) return null;
  const at = (field: string) => ['secondTax', field];
  const taxId = readTaxId(check, { taxId: input.taxId, taxRate: input.rate }, null, ['secondTax'], {
    taxId: 'taxId',
    taxRate: 'rate',
  });
  if (taxId !== null) {
    const same = before?.taxId === taxId ? before : null;
    const name =
      input.name === undefined
        ? (same?.name ?? null)
        : check.text(input.name, TEXT_LIMITS.taxName, at('name'));
    return { name, rate: same?.rate ?? '0', compound: input.compound, taxId };
  }
  return {
    name: check.text(input.name, TEXT_LIMITS.taxName, at('name')),
    rate: input.rate == null ? TAX_EXEMPT : check.decimal(input.rate, MONEY_LIMITS.taxRate, at('rate')),
    compound: input.compound,
  };
}

function applyPolicy(check: EstimateInputCheck, estimate: Estimate, input: SettingsInput): void {
  const { currency, taxMode, taxRounding, rounding } = input;
  if (given(check, currency, ['currency'])) {
    estimate.currency = currency;
    estimate.minorUnits = check.engine(() => minorUnitsOf(currency), 2);
  }
  if (given(check, taxMode, ['taxMode'])) estimate.taxMode = taxMode;
  if (given(check, taxRounding, ['taxRounding'])) estimate.taxRounding = taxRounding;
  if (given(check, rounding, ['rounding'])) estimate.rounding = rounding;
}
