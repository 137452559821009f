import { WorkbookRefused } from '../xlsx/workbook-refused';
import { readWhole, type XmlReader } from '../xlsx/xml-events';
import { openParts, type ZipParts } from '../xlsx/zip-parts';
import { OdsStyles } from './ods-styles';
import { SheetsReader, type OdsSheet } from './sheets-reader';

/** A workbook of OpenDocument that was read. */
export interface OdsWorkbook {
  readonly sheets: readonly Pick<OdsSheet, 'name' | 'isHidden'>[];
  /** Whether formulas look into other files; their last results are read. */
  readonly hasExternalLinks: boolean;
  /** What stands in a sheet, by its place. @throws WorkbookRefused for one that holds too much */
  read(index: number): OdsSheet;
}

const MANIFEST = 'META-INF/manifest.xml';
const REFUSE_ENCRYPTED: XmlReader = {
  open(name) {
    if (name === 'encryption-data') throw new WorkbookRefused('FILE_ENCRYPTED');
  },
};
/** Modules of Basic, and scripts in other languages; an empty library has a list of them only. */
const MACROS = /^basic\/[^/]+\/(?!script-l[bc]\.xml$)[^/]+\.xml$|^scripts\/.+\.(?:py|bsh|js|java|class)$/;

/**
 * Reads an .ods workbook in one go through its content: all sheets stand in one part. Their rows are packed, so that 50,000 of them
 * take a few megabytes. Formulas are not calculated: what they came to when the workbook was saved is read.
 *
 * @param path of a file on this machine
 * @throws WorkbookRefused with what a person can do
 */
export async function openOds(path: string): Promise<OdsWorkbook> {
  const parts = await openParts(path);
  try {
    const { sheets, hasExternalLinks } = await readSheets(parts);
    if (sheets.length === 0) throw new WorkbookRefused('FILE_NO_WORKBOOK');
    return {
      sheets,
      hasExternalLinks,
      read(index) {
        const sheet = sheets[index];
        if (!sheet) throw new RangeError(`There is no sheet ${index}.`);
        if (sheet.isTooLarge) throw new WorkbookRefused('FILE_TOO_LARGE');
        return sheet;
      },
    };
  } catch (error) {
    throw error instanceof WorkbookRefused ? error : new WorkbookRefused('FILE_BROKEN', error);
  } finally {
    parts.close();
  }
}

async function readSheets(parts: ZipParts): Promise<SheetsReader> {
  if (!parts.has('content.xml')) throw new WorkbookRefused('FILE_NO_WORKBOOK');
  if (parts.has(MANIFEST)) await readWhole(await parts.read(MANIFEST), REFUSE_ENCRYPTED);
  if (parts.paths().some((path) => MACROS.test(path))) throw new WorkbookRefused('FILE_HAS_MACROS');
  const styles = new OdsStyles();
  if (parts.has('styles.xml')) await readWhole(await parts.read('styles.xml'), styles);
  const reader = new SheetsReader(styles);
  await readWhole(await parts.read('content.xml'), reader);
  return reader;
}
