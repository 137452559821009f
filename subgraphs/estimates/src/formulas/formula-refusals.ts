import { InputRejected } from '../../../../service-kit/errors/user-errors';
import type { Draft } from '../drafts/working-copy';
import type { Position } from '../positions/position.entity';
import { FormulaError } from './formula';
import type { FormulaField } from './own-formulas';

const WHERE: Readonly<Record<FormulaField, string>> = {
  formula: 'In',
  unitPriceFormula: 'In the price of',
  unitCostFormula: 'In the cost of',
};

/** Leads to where the input has the position; else the message names it. */
export function refusalAt(
  { places }: Draft,
  position: Position,
  field: FormulaField,
  { code, message }: FormulaError,
): InputRejected {
  const at = places.get(position.id);
  return new InputRejected([
    at
      ? { code, path: [...at, field], message }
      : { code, path: [], message: `${WHERE[field]} “${position.name}”: ${message}` },
  ]);
}

/** Runs what a formula may fail in. @throws InputRejected for a FormulaError */
export function telling<T>(draft: Draft, position: Position, field: FormulaField, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof FormulaError ? refusalAt(draft, position, field, error) : error;
  }
}
