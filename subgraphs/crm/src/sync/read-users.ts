import type { ListPage, Query } from '../kommo/client';
import { KommoError } from '../kommo/kommo-error';
import { idOfRow, parseUser, type UserRow } from '../kommo/rows';
import type { OddRow } from '../quarantine/quarantine-store';

/** Rows of a list that is read as a whole. */
export interface ReadWhole<R> {
  rows: R[];
  odd: OddRow[];
  /** Whether every row of the answer is known by its number, so that what is not among them is gone. */
  isWhole: boolean;
}
export type ReadUsers = ReadWhole<UserRow>;

/** Reads rows one by one; those that can't be read stand apart. */
export function readEach<R>(given: readonly unknown[], parse: (row: unknown) => R): ReadWhole<R> {
  const rows: R[] = [];
  const odd: OddRow[] = [];
  for (const row of given) {
    try {
      rows.push(parse(row));
    } catch (error) {
      if (!(error instanceof KommoError)) throw error;
      odd.push({ kommoId: idOfRow(row), reason: error.facts.detail ?? 'not understood', raw: row });
    }
  }
  return { rows, odd, isWhole: odd.every(({ kommoId }) => kommoId !== null) };
}

/** Where lists are read from. */
export interface ListReader {
  surePage(path: string, key: string, query: Query): Promise<ListPage>;
}

/** All people of the account. @throws KommoError forbidden for who is no administrator */
export async function readUsers(session: ListReader): Promise<ReadUsers> {
  const given: unknown[] = [];
  for (let number = 1; ; number += 1) {
    const page = await session.surePage('/users', 'users', { limit: 250, page: number });
    given.push(...page.rows);
    if (!page.hasNext || page.rows.length === 0) return readEach(given, parseUser);
  }
}
