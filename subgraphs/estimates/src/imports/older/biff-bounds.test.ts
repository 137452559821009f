import { LONGEST_SHEET_NAME, MOST_HIDDEN_RANGES, MOST_SHEETS } from '../workbook-limits';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { readGlobals } from './biff-globals';
import { BIFF } from './biff-records';
import { biffSheet } from './biff-sheet';

/* What somebody may write by hand into an .xls: more of all than Excel writes. */

function record(type: number, data = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}
const words = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer);
const [BEGIN, END] = [record(BIFF.BEGIN, words(0x0600)), record(BIFF.EOF)];
const SHEET = Buffer.concat([BEGIN, END]);

function listed(at: number, name: string): Buffer {
  const data = Buffer.alloc(8);
  data.writeUInt32LE(at, 0);
  data[6] = name.length;
  return record(BIFF.SHEET, Buffer.concat([data, Buffer.from(name, 'latin1')]));
}
const NAME = 'n'.repeat(255);

/** Sheets of nothing, listed with where they begin, moved by so many bytes. */
function bookOf(count: number, { moved = 0, alike = false } = {}): Buffer {
  const globals = BEGIN.length + count * listed(0, NAME).length + END.length;
  const at = (index: number) => globals + (alike ? 0 : index * SHEET.length) + moved;
  const list = Array.from({ length: count }, (_, index) => listed(at(index), NAME));
  return Buffer.concat([BEGIN, ...list, END, ...Array.from({ length: alike ? 1 : count }, () => SHEET)]);
}

it('reads as many sheets as other workbooks have, with names as long, and refuses more', () => {
  const { sheets } = readGlobals(bookOf(MOST_SHEETS));
  expect(sheets).toHaveLength(MOST_SHEETS);
  expect(sheets[0]?.name).toHaveLength(LONGEST_SHEET_NAME);
  for (const count of [MOST_SHEETS + 1, 40_000])
    expect(() => readGlobals(bookOf(count))).toThrow(new WorkbookRefused('FILE_TOO_LARGE'));
});

it('reads a sheet that is listed many times once, and none that begins in the midst of something', () => {
  expect(readGlobals(bookOf(40_000, { alike: true })).sheets).toHaveLength(1);
  for (const moved of [1, BEGIN.length, 1_000_000])
    expect(() => readGlobals(bookOf(3, { moved }))).toThrow(new WorkbookRefused('FILE_BROKEN'));
});

it('keeps no more ranges of hidden columns than anybody looks through', () => {
  const hidden = record(BIFF.COLUMN_INFO, words(3, 3, 0, 0, 1, 0));
  const bytes = Buffer.concat([BEGIN, ...Array.from({ length: 50_000 }, () => hidden), END]);
  const sheet = biffSheet(bytes, { is1904: false, sheets: [], texts: [], looks: [] }, 0);
  expect(sheet?.hiddenColumns).toHaveLength(MOST_HIDDEN_RANGES);
  expect(sheet?.hiddenColumns[0]).toEqual([4, 4]);
});
