import type { SheetCell, SheetRow } from '../xlsx/sheet-reader';
import { PackedRows, type RowForm } from './packed-rows';

type PackedCell = readonly [
  column: number,
  value: string,
  kind: number,
  look: number,
  currency: string | null,
];
type PackedRow = readonly [number: number, isHidden: number, outline: number, ...cells: PackedCell[]];

const KINDS: readonly SheetCell['kind'][] = [
  ...(['text', 'number', 'percent', 'date', 'boolean', 'error', 'uncalculated'] as const),
];

/** Without the names of fields, that are the same in each of 600,000 cells. */
const FORM: RowForm<SheetRow> = {
  pack: ({ number, isHidden, outline, cells }): PackedRow => [
    number,
    Number(isHidden),
    outline,
    ...cells.map(({ column, value, kind, isFormula, isBold, indent, currency }): PackedCell => {
      const look = Number(isFormula) + 2 * Number(isBold) + 4 * indent;
      return [column, value, KINDS.indexOf(kind), look, currency];
    }),
  ],
  unpack(packed) {
    const [number, isHidden, outline, ...cells] = packed as PackedRow;
    return {
      ...{ number, isHidden: isHidden === 1, outline },
      cells: cells.map(([column, value, kind, look, currency]) => ({
        column,
        value,
        kind: KINDS[kind] ?? 'text',
        isFormula: (look & 1) === 1,
        isBold: (look & 2) === 2,
        indent: look >> 2,
        currency,
      })),
    };
  },
};

/** An empty list of a sheet's rows. */
export const sheetRows = (): PackedRows<SheetRow> => new PackedRows(FORM);
