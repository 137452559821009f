import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** One line of a file of people, by the names of its columns. */
export interface FileRow {
  /** Where it begins, from 1. */
  readonly line: number;
  /** Null when the line can't be read; then there is a mistake. */
  readonly values: Readonly<Record<string, unknown>> | null;
  readonly mistake?: string;
}

/** A person's line is a few hundred characters; this is what one may have. */
const MAX_LINE = 100_000;

/**
 * Reads a file of people line by line, so that its size does not matter: CSV (comma, semicolon or tab; the first line names the
 * columns) or JSON lines (an object each). Which one it is is seen from its first character.
 *
 * @throws Error when the file is not there, or no UTF-8
 */
export async function* readPeopleFile(path: string): AsyncGenerator<FileRow> {
  const texts = decoded(createReadStream(path));
  const first = await texts.next();
  const head = first.done ? '' : first.value;
  async function* all() {
    yield head;
    yield* texts;
  }
  yield* head.trimStart().startsWith('{') ? jsonRows(all()) : csvRows(all(), delimiterOf(head));
}

async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new Error('The file is not UTF-8: save it as UTF-8 first.');
    throw error;
  }
}

/** The one that the first line has most of. */
function delimiterOf(head: string): string {
  const [line = ''] = head.split(/\r?\n/, 1);
  const count = (sign: string) => line.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

async function* jsonRows(texts: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let line = 0;
  for await (const text of linesOf(texts)) {
    line += 1;
    if (text === null) {
      yield { line, values: null, mistake: `is longer than ${MAX_LINE} characters` };
      continue;
    }
    if (text.trim() === '') continue;
    try {
      const value: unknown = JSON.parse(text);
      if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new SyntaxError();
      yield { line, values: value as Record<string, unknown> };
    } catch {
      yield { line, values: null, mistake: 'is no JSON object' };
    }
  }
}

/** Null for a line that is too long: the rest of it is passed over. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string | null> {
  let rest = '';
  let isTooLong = false;
  for await (const text of texts) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      yield isTooLong || part.length > MAX_LINE ? null : part;
      isTooLong = false;
    }
    if (rest.length > MAX_LINE) {
      isTooLong = true;
      rest = '';
    }
  }
  if (isTooLong) yield null;
  else if (rest !== '') yield rest;
}

async function* csvRows(texts: AsyncIterable<string>, delimiter: string): AsyncGenerator<FileRow> {
  const parser = Readable.from(texts).pipe(
    parse({
      delimiter,
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_LINE,
    }),
  );
  let names: string[] | null = null;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      // What is counted is where a record ends; line breaks within quotes are part of it.
      line = info.lines - (record.join('').split('\n').length - 1);
      if (names === null) names = record;
      else if (record.length !== names.length)
        yield {
          line,
          values: null,
          mistake: `has ${record.length} columns, and the first line ${names.length}`,
        };
      else yield { line, values: Object.fromEntries(names.map((name, index) => [name, record[index]])) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // A quote that is never closed, say: nothing behind it can be read.
    yield {
      line: Number(error['lines'] ?? line + 1),
      values: null,
      mistake: `can't be read: ${error.message}`,
    };
  }
}
