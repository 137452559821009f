import type { ListPage, Query } from '../kommo/client';
import { KommoError } from '../kommo/kommo-error';
import { idOfRow } from '../kommo/row-parts';
import type { OddRow } from '../quarantine/quarantine-store';

/** Rows of a list that is read as a whole. */
export interface ReadWhole<R> {
  rows: R[];
  odd: OddRow[];
  /** Whether every row of the answer is known by its number, so that what is not among them is gone. */
  isWhole: boolean;
}

/** Reads rows one by one; those that can't be read stand apart. @param keep is told each row that could be read, raw too */
export function readEach<R>(
  given: readonly unknown[],
  parse: (row: unknown) => R,
  keep: (read: R, raw: unknown) => void = () => undefined,
): ReadWhole<R> {
  const rows: R[] = [];
  const odd: OddRow[] = [];
  for (const row of given) {
    try {
      const read = parse(row);
      rows.push(read);
      keep(read, row);
    } catch (error) {
      if (!(error instanceof KommoError)) throw error;
      odd.push({ kommoId: idOfRow(row), reason: error.facts.detail ?? 'not understood', raw: row });
    }
  }
  return { rows, odd, isWhole: odd.every(({ kommoId }) => kommoId !== null) };
}

/** Which rows of ours an answer shows to be there still, beside those that could be read; null when it shows nothing. */
export const keptOf = ({ rows, odd, isWhole }: ReadWhole<unknown>): string[] | null =>
  isWhole && rows.length > 0 ? odd.flatMap(({ kommoId }) => kommoId ?? []) : null;

/** Where lists are read from. */
export interface ListReader {
  surePage(path: string, key: string, query: Query): Promise<ListPage>;
}

/** Asks for a page again when it is empty: only then is it. */
export async function sure(ask: () => Promise<ListPage>): Promise<ListPage> {
  const page = await ask();
  return page.rows.length > 0 ? page : ask();
}

const MOST_ROWS = 250;

/** All rows of a list that stands still, by its pages. */
export async function readPages(reader: ListReader, path: string, key: string): Promise<unknown[]> {
  const given: unknown[] = [];
  for (let number = 1; ; number += 1) {
    const page = await reader.surePage(path, key, { limit: MOST_ROWS, page: number });
    given.push(...page.rows);
    if (!page.hasNext || page.rows.length === 0) return given;
  }
}
