import { currencyOfCode, meaningOf, type NumberMeaning } from '../xlsx/number-formats';
import { LONGEST_SHEET_NAME, MOST_SHEETS } from '../workbook-limits';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { BIFF, BiffTexts, recordAt, recordsOf, withContinued, type BiffRecord } from './biff-records';

/** How a cell looks, and what its number means. */
export interface BiffLook {
  readonly meaning: NumberMeaning;
  readonly currency: string | null;
  readonly isBold: boolean;
  readonly indent: number;
}

/** What all sheets of a workbook share. */
export interface BiffGlobals {
  readonly is1904: boolean;
  readonly sheets: readonly { readonly name: string; readonly isHidden: boolean; readonly at: number }[];
  readonly texts: readonly string[];
  readonly looks: readonly BiffLook[];
}

/** From this weight on a font is bold. */
const BOLD = 600;

/**
 * Reads what stands before the sheets.
 *
 * @throws WorkbookRefused FILE_ENCRYPTED, FILE_TOO_LARGE, FILE_BROKEN; RangeError for what is cut off
 */
export function readGlobals(bytes: Buffer): BiffGlobals {
  let is1904 = false;
  let texts: string[] = [];
  const sheets = new Map<number, BiffGlobals['sheets'][number]>();
  const formats = new Map<number, string>();
  const fonts: boolean[] = [];
  const styles: Buffer[] = [];
  for (const record of recordsOf(bytes, 0)) {
    const { type, data } = record;
    if (type === BIFF.FILE_PASS) throw new WorkbookRefused('FILE_ENCRYPTED');
    else if (type === BIFF.DATE_1904) is1904 = data.readUInt16LE(0) === 1;
    else if (type === BIFF.FORMAT)
      formats.set(data.readUInt16LE(0), new BiffTexts([data.subarray(2)]).text());
    else if (type === BIFF.FONT) fonts.push(data.readUInt16LE(6) >= BOLD);
    else if (type === BIFF.XF) styles.push(data);
    else if (type === BIFF.SHEET) addSheet(bytes, sheets, data);
    else if (type === BIFF.SHARED_STRINGS) texts = textsOf(bytes, record);
  }
  const looks = styles.map((style): BiffLook => {
    const format = style.readUInt16LE(2);
    const code = formats.get(format);
    const font = style.readUInt16LE(0);
    return {
      meaning: meaningOf(format, code),
      currency: code === undefined ? null : currencyOfCode(code),
      isBold: fonts[font > 4 ? font - 1 : font] ?? false, // there is no fourth font ([MS-XLS] 2.5.129)
      indent: (style[8] ?? 0) & 0x0f,
    };
  });
  return { is1904, sheets: [...sheets.values()], texts, looks };
}

/**
 * Adds a sheet of cells; what holds none (a chart, a macro) is left out. Each begins where no other does, so that no cell is read twice.
 *
 * @param sheets by where they begin
 */
function addSheet(bytes: Buffer, sheets: Map<number, BiffGlobals['sheets'][number]>, data: Buffer): void {
  const at = data.readUInt32LE(0);
  if (data[5] !== 0 || at === 0 || sheets.has(at)) return;
  if (sheets.size >= MOST_SHEETS) throw new WorkbookRefused('FILE_TOO_LARGE');
  if (recordAt(bytes, at)?.type !== BIFF.BEGIN) throw new WorkbookRefused('FILE_BROKEN');
  const name = new BiffTexts([data.subarray(7)]).text(data[6] ?? 0).slice(0, LONGEST_SHEET_NAME);
  sheets.set(at, { name, isHidden: ((data[4] ?? 0) & 3) !== 0, at });
}

function textsOf(bytes: Buffer, record: BiffRecord): string[] {
  const reader = new BiffTexts(withContinued(bytes, record));
  reader.skip(4);
  const count = reader.number(4);
  const texts: string[] = [];
  while (texts.length < count) texts.push(reader.text());
  return texts;
}
