import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { type SheetRow } from '../xlsx/sheet-reader';
import { READ_COLUMNS } from '../workbook-limits';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { decoded, guessEncoding, type Encoding } from './encodings';

/** How a text is read as a table. */
export interface CsvDialect {
  readonly encoding: Encoding;
  readonly delimiter: string;
}

const HEAD_BYTES = 64 * 1024;
const DELIMITERS = [';', '\t', ',', '|'] as const;
/** Excel's own longest text; a quote that is never closed would take the rest of the file. */
const LONGEST_RECORD = 200_000;
const LONGEST_TEXT = 32_767;

/** Guesses how a file is read. @param given what a person said instead of guessing */
export async function guessDialect(path: string, given: Partial<CsvDialect>): Promise<CsvDialect> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    const encoding = given.encoding ?? guessEncoding(head);
    return { encoding, delimiter: given.delimiter ?? guessDelimiter(new TextDecoder(encoding).decode(head)) };
  } finally {
    await handle.close();
  }
}

const NEARLY = 0.8;

/** The one that most lines hold as often as their neighbours do. */
function guessDelimiter(text: string): string {
  const named = /^\uFEFF?sep=(.)\r?\n/.exec(text)?.[1];
  if (named !== undefined) return named;
  const lines = text
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 200);
  const scored = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const usual = counts.filter((count) => count > 0);
    const agreeing = usual.filter((count, index) => count === usual[index - 1]).length;
    return { delimiter, score: usual.length === 0 ? 0 : agreeing + usual.length / 10 };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  // Commas of decimals and of sentences may stand as evenly as semicolons do; semicolons in a file of commas never do.
  return scored.find(({ score }) => score >= best * NEARLY)?.delimiter ?? ';';
}

/** Reads a text's rows, one after another. @throws WorkbookRefused FILE_BROKEN for quotes that are never closed */
export async function* readCsv(path: string, { encoding, delimiter }: CsvDialect): AsyncGenerator<SheetRow> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_RECORD,
    skip_empty_lines: false,
    info: true,
  });
  const text = Readable.from(decoded(createReadStream(path), encoding));
  text.once('error', (error) => parser.destroy(error));
  text.pipe(parser);
  let number = 0;
  try {
    for await (const { record } of parser as AsyncIterable<{ record: string[] }>) {
      number += 1;
      if (number === 1 && /^sep=.?$/.test(record.join(''))) continue;
      yield {
        number,
        isHidden: false,
        outline: 0,
        cells: record.slice(0, READ_COLUMNS).flatMap((value, index) => {
          const kept = value.trim().slice(0, LONGEST_TEXT);
          if (kept === '') return [];
          const indent = /^[ \t\u00a0]*/.exec(value)?.[0].length ?? 0;
          const cell = {
            column: index + 1,
            value: unescaped(kept),
            kind: 'text',
            isFormula: false,
            isBold: false,
          } as const;
          return [{ ...cell, indent, currency: null }];
        }),
      };
    }
  } catch (error) {
    if (error instanceof WorkbookRefused) throw error;
    throw new WorkbookRefused('FILE_BROKEN', error);
  }
}

/** Our own exports put an apostrophe before what a spreadsheet would take for a formula; many others do. */
const unescaped = (text: string): string => (/^'[=+\-@]/.test(text) ? text.slice(1) : text);
