import type { Position } from '../positions/position.entity';

/** What may follow from a formula; the input's names of the formulas. */
export type FormulaField = 'formula' | 'unitPriceFormula' | 'unitCostFormula';

/** A formula that a position has. */
export interface OwnFormula {
  readonly field: FormulaField;
  readonly text: string;
}

const FIELDS: readonly FormulaField[] = ['formula', 'unitPriceFormula', 'unitCostFormula'];

/** The formulas of a position. Rows of older snapshots and templates have fewer columns. */
export const formulasOf = (position: Partial<Pick<Position, FormulaField>>): OwnFormula[] =>
  FIELDS.flatMap((field) => {
    const text = position[field] ?? null;
    return text === null ? [] : [{ field, text }];
  });
