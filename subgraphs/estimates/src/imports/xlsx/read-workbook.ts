import { readSheet, type SheetContent } from './sheet-reader';
import { readWorkbookParts } from './workbook-parts';
import { openParts } from './zip-parts';

/** An open workbook. */
export interface OpenWorkbook {
  /** In the order of the workbook, hidden ones too. */
  readonly sheets: readonly { readonly name: string; readonly isHidden: boolean }[];
  /** Whether formulas look into other files; their last results are read. */
  readonly hasExternalLinks: boolean;
  /** Reads a sheet by its place in {@link sheets}. @throws WorkbookRefused while its rows are read */
  read(index: number): SheetContent;
  close(): void;
}

/**
 * Opens an .xlsx workbook. Rows are read as a stream, never held: 50,000 of them take a second and a few dozen megabytes.
 * Formulas are not calculated: what they came to when the workbook was saved is read. What the sheet shows (display texts)
 * is not looked at, but for whether a number is a date or a percentage.
 *
 * @param path of a file on this machine
 * @throws WorkbookRefused with what a person can do
 */
export async function openWorkbook(path: string): Promise<OpenWorkbook> {
  const parts = await openParts(path);
  try {
    const workbook = await readWorkbookParts(parts);
    return {
      sheets: workbook.sheets.map(({ name, isHidden }) => ({ name, isHidden })),
      hasExternalLinks: workbook.hasExternalLinks,
      read(index) {
        const sheet = workbook.sheets[index];
        if (!sheet) throw new RangeError(`There is no sheet ${index}.`);
        return readSheet(() => parts.read(sheet.path), workbook);
      },
      close: () => parts.close(),
    };
  } catch (error) {
    parts.close();
    throw error;
  }
}
