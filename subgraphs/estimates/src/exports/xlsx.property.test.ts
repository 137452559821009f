import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbook, type CellFormulaValue } from '@protobi/exceljs';
import fc from 'fast-check';
import { atOnce } from '../../../../service-kit/subgraph/turns';
import { contentFrom } from '../../../../testkit/estimate-content';
import { anyEstimate, anyPriced } from '../../../../testkit/estimate-inputs';
import { recalculate } from '../../../../testkit/programs';
import type { StoredPayment } from '../estimates/estimate.entity';
import { ExactDecimal } from '../calculation/rounding';
import { sheetInPieces } from './sheet';
import type { Sheet } from './sheet.types';
import { xlsxOf } from './xlsx';

const CHOICES = { language: 'RU', seller: null, client: null } as const;
const SCHEDULES: StoredPayment[][] = (
  [
    [],
    [
      ['33.333', 'PERCENT'],
      ['100', 'FIXED'],
      [null, 'REST'],
    ],
    [
      ['30', 'PERCENT'],
      ['70', 'PERCENT'],
    ],
  ] as const
).map((payments) =>
  payments.map(([value, mode], index) => ({
    label: `P${index}`,
    mode,
    value,
    due: null,
    days: null,
    on: null,
  })),
);
const sheetsFrom = (count: number, seed: number): Sheet[] =>
  fc.sample(fc.oneof(anyEstimate, anyPriced), { numRuns: count, seed }).map((input, index) => {
    const content = contentFrom(input, { payments: SCHEDULES[index % 3] ?? [] });
    return atOnce(sheetInPieces(content, CHOICES, '2026-11-29'));
  });

/** The amounts that stand in a workbook's rows below its head, in order; rows without one are left out. */
async function amountsIn(path: string, sheet: Sheet): Promise<string[]> {
  const workbook = new Workbook();
  await workbook.xlsx.readFile(path);
  const amounts: string[] = [];
  workbook.worksheets[0]?.eachRow((row) => {
    const cell = row.getCell(8);
    const number = cell.formula === undefined ? cell.value : (cell.result ?? 0); // exceljs reads no result for zero
    if (typeof number !== 'number') return;
    amounts.push(new ExactDecimal(number).toDecimalPlaces(sheet.minorUnits).toFixed(sheet.minorUnits));
  });
  return amounts;
}
const amountsOf = ({ rows, totals, offered }: Sheet): string[] => [
  ...rows.flatMap((row) =>
    row.kind === 'section' || (row.kind === 'line' && row.number === null) ? [] : [row.amount],
  ),
  ...totals.map(({ amount }) => amount),
  ...offered.map(({ amount }) => amount),
];

it('is calculated by LibreOffice to our amounts, whatever the estimate and whatever results stood in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cashcraft-sheets-'));
  try {
    const sheets = sheetsFrom(30, 4);
    let formulas = 0;
    for (const [index, sheet] of sheets.entries()) {
      const workbook = new Workbook();
      await workbook.xlsx.load((await xlsxOf(sheet)) as never);
      workbook.worksheets[0]?.eachRow((row) =>
        row.eachCell((cell) => {
          if (cell.formula === undefined) return;
          formulas += 1;
          cell.value = { formula: cell.formula, result: 0 } as CellFormulaValue;
        }),
      );
      await workbook.xlsx.writeFile(join(folder, `${index}.xlsx`));
    }
    expect(formulas).toBeGreaterThan(200);
    const results = recalculate(
      folder,
      sheets.map((_sheet, index) => `${index}.xlsx`),
    );
    for (const [index, sheet] of sheets.entries()) {
      expect([index, await amountsIn(results[index] as string, sheet)]).toEqual([index, amountsOf(sheet)]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
