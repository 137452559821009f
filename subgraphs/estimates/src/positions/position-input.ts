import type { ChoiceInput, LineChangeInput, NewPositionInput, UpdatePositionInput } from '../generated/types';
import type { Choice } from '../calculation/offer.types';
import type { TaxRate } from '../calculation/totals.types';
import { given, readTaxRate, type TaxInput } from '../estimates/estimate-settings';
import { readTaxId } from '../taxes/tax-input';
import { MONEY_LIMITS, type DecimalLimit } from '../calculation/money-limits';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { foreignPriceAfter } from '../foreign-prices/foreign-price-input';
import { readName } from '../formulas/formula-input';
import { TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import type { Position } from './position.entity';

/** Coefficients are the caller's: who may not see costs does not see all there are. So are prices in another currency: see `applyForeignPrice`. */
type PositionInput =
  | Omit<UpdatePositionInput, 'id' | 'expectedVersion' | 'coefficients'>
  | Omit<NewPositionInput, 'coefficients'>;

/** The fields a person gives, before anything was given. */
export const BLANK_POSITION = {
  kind: 'WORK',
  code: null,
  name: '',
  description: null,
  unit: null,
  quantity: '1',
  wastePercent: '0',
  unitPrice: '0',
  unitCost: null,
  foreignPrice: null,
  coefficients: null,
  effectiveUnitPrice: null,
  markupMode: null,
  markupValue: null,
  discountMode: null,
  discountValue: null,
  labourPercent: null,
  taxRate: null,
  taxId: null,
  secondTaxRate: null,
  secondTaxId: null,
  choice: null,
  formula: null,
  variable: null,
  unitPriceFormula: null,
  unitCostFormula: null,
  sourceCatalogueId: null,
  sourceItemId: null,
  sourceVersion: null,
  sourceUnitPrice: null,
  sourceOn: null,
  assembly: null,
} as const satisfies Partial<Position>;

/** Whether an input sets the unit cost, which needs costs:write. */
export const setsCost = (input: {
  unitCost?: string | null;
  unitCostFormula?: string | null;
  foreignPrice?: { unitCost?: string | null } | null;
}): boolean =>
  input.unitCost !== undefined ||
  input.unitCostFormula !== undefined ||
  input.foreignPrice?.unitCost !== undefined;

/**
 * Writes an input's fields into a position; what is left out stays.
 *
 * @param path of the input that holds the fields
 */
export function applyPositionInput(
  check: EstimateInputCheck,
  position: Position,
  input: PositionInput,
  path: InputPath,
): void {
  const { unitPrice, unitCost } = position;
  applyTexts(check, position, input, path);
  if (given(check, input.kind, [...path, 'kind'])) position.kind = input.kind;
  for (const [field, limit] of Object.entries(NUMBERS) as [keyof typeof NUMBERS, DecimalLimit][]) {
    const value = input[field];
    const at = [...path, field];
    if (given(check, value, at)) position[field] = check.decimal(value, limit, at);
  }
  if (input.unitCost !== undefined) position.unitCost = readUnitCost(check, input.unitCost, path);
  // A remark costs nothing. Refusing it would tell who may not see costs that there is one.
  if (position.kind === 'TEXT' && input.unitCost == null && input.unitCostFormula == null) {
    Object.assign(position, { unitCost: null, unitCostFormula: null });
  }
  position.foreignPrice = foreignPriceAfter({ unitPrice, unitCost }, position);
  applyLineChange(check, position, 'markup', input.markup, path);
  applyLineChange(check, position, 'discount', input.discount, path);
  const { labourPercent } = input;
  if (labourPercent !== undefined) {
    const at = [...path, 'labourPercent'];
    position.labourPercent =
      labourPercent === null ? null : check.decimal(labourPercent, MONEY_LIMITS.labourPercent, at);
  }
  applyTaxes(check, position, input, path);
  if (input.choice !== undefined) position.choice = readChoice(check, input.choice, [...path, 'choice']);
}

const NUMBERS = {
  quantity: MONEY_LIMITS.signedQuantity,
  wastePercent: MONEY_LIMITS.wastePercent,
  unitPrice: MONEY_LIMITS.signedUnitPrice,
} as const;

const SECOND = { taxId: 'secondTaxId', taxRate: 'secondTaxRate', taxExempt: 'secondTaxExempt' };

/** Both taxes: with days, or by themselves. The percentage of one with days follows when it is settled. */
function applyTaxes(
  check: EstimateInputCheck,
  position: Position,
  input: PositionInput,
  path: InputPath,
): void {
  const { taxId, secondTaxId } = position;
  position.taxId = readTaxId(check, input, taxId, path);
  position.taxRate = rateBeside(check, input, position.taxId, { id: taxId, rate: position.taxRate }, path);
  const second = {
    taxId: input.secondTaxId,
    taxRate: input.secondTaxRate,
    taxExempt: input.secondTaxExempt,
  };
  position.secondTaxId = readTaxId(check, second, secondTaxId, path, SECOND);
  const before = { id: secondTaxId, rate: position.secondTaxRate };
  position.secondTaxRate = rateBeside(check, second, position.secondTaxId, before, path, SECOND);
}

/** @param id of the tax with days that it has now */
function rateBeside(
  check: EstimateInputCheck,
  input: TaxInput,
  id: string | null,
  before: { id: string | null; rate: TaxRate | null },
  path: InputPath,
  names?: typeof SECOND,
): TaxRate | null {
  if (id !== null) return id === before.id ? before.rate : '0';
  const current = before.id === null ? before.rate : null;
  return readTaxRate(check, input, current, null, path, names);
}

/** Whether a row is an option or one of alternatives; null: part of the offer. */
export function readChoice(
  check: EstimateInputCheck,
  input: ChoiceInput | null | undefined,
  path: InputPath,
): Choice | null {
  if (input == null) return null;
  const { group, taken } = input;
  const name = group == null ? null : check.requiredText(group, TEXT_LIMITS.choiceGroup, [...path, 'group']);
  return { group: name, taken };
}

function applyTexts(
  check: EstimateInputCheck,
  position: Position,
  input: PositionInput,
  path: InputPath,
): void {
  for (const field of ['formula', 'unitPriceFormula', 'unitCostFormula'] as const) {
    if (input[field] === undefined) continue;
    position[field] = check.text(input[field], TEXT_LIMITS.formula, [...path, field]);
  }
  if (input.variable !== undefined) {
    const at = [...path, 'variable'];
    position.variable = input.variable === null ? null : readName(check, input.variable, at);
  }
  if (input.name !== undefined) {
    position.name = check.requiredText(input.name, TEXT_LIMITS.positionName, [...path, 'name']);
  }
  for (const field of ['code', 'description', 'unit'] as const) {
    if (input[field] === undefined) continue;
    position[field] = check.text(input[field], TEXT_LIMITS[field], [...path, field]);
  }
}

const readUnitCost = (check: EstimateInputCheck, value: string | null, path: InputPath): string | null =>
  value === null ? null : check.decimal(value, MONEY_LIMITS.unitCost, [...path, 'unitCost']);

const PERCENT_LIMITS: Record<'markup' | 'discount', DecimalLimit> = {
  markup: MONEY_LIMITS.markupPercent,
  discount: MONEY_LIMITS.discountPercent,
};

function applyLineChange(
  check: EstimateInputCheck,
  position: Position,
  field: 'markup' | 'discount',
  change: LineChangeInput | null | undefined,
  path: InputPath,
): void {
  if (change === undefined) return;
  const mode = change?.mode ?? null;
  const limit = mode === 'FIXED' ? MONEY_LIMITS.amount : PERCENT_LIMITS[field];
  const value = change && check.decimal(change.value, limit, [...path, field, 'value']);
  if (field === 'markup') Object.assign(position, { markupMode: mode, markupValue: value });
  else Object.assign(position, { discountMode: mode, discountValue: value });
}
