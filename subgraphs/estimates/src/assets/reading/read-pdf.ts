import { readFile } from 'node:fs/promises';
import { WorkbookRefused } from '../../imports/xlsx/workbook-refused';
import type { ReadPart } from './asset-parts';
import { storable } from './storable';

/** A longer page is several parts. */
const LONGEST_PART = 10_000;

/** Pieces of a text that end at the ends of lines where they can. */
function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = Math.min(at + LONGEST_PART, text.length);
    const line = end < text.length ? text.lastIndexOf('\n', end) : end;
    const cut = line > at ? line : end;
    const piece = text.slice(at, cut).trim();
    if (piece !== '') yield piece.toWellFormed();
    at = cut;
  }
}

/**
 * Reads the text of a PDF's pages; pictures of text are not read. Nothing in it is run, and its fonts are not drawn.
 *
 * @param tell is told how many pages there are
 * @throws WorkbookRefused for what is damaged or protected
 */
export async function* readPdf(path: string, tell: (pages: number) => void): AsyncGenerator<ReadPart> {
  const { getDocumentProxy } = await import('unpdf');
  const options = { isEvalSupported: false, disableFontFace: true, useSystemFonts: false, verbosity: 0 };
  const pdf = await getDocumentProxy(new Uint8Array(await readFile(path)), options).catch(refuse);
  tell(pdf.numPages);
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number).catch(refuse);
    const { items } = await page.getTextContent().catch(refuse);
    const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
    page.cleanup();
    for (const piece of piecesOf(storable(text)))
      yield { sheet: null, row: null, page: number, text: piece, cells: [] };
  }
}

function refuse(error: unknown): never {
  const isLocked = error instanceof Error && error.name === 'PasswordException';
  throw new WorkbookRefused(isLocked ? 'FILE_ENCRYPTED' : 'FILE_BROKEN', error);
}
