import type { ListPage, Query } from '../kommo/client';
import { KommoError } from '../kommo/kommo-error';
import { parseUnsorted, type UnsortedRow } from '../kommo/rows';
import type { OddRow } from '../quarantine/quarantine-store';
import { readEach } from '../sync/read-whole';

/** Where incoming leads are asked for. */
export interface UnsortedReader {
  surePage(path: string, key: string, query: Query): Promise<ListPage>;
  get(path: string, query: Query): Promise<{ body: unknown }>;
}

export const UNSORTED = { path: '/leads/unsorted', key: 'unsorted', query: {} };

/** Names are long: an address holds so many. */
const UIDS_PER_REQUEST = 50;
/** Requests for single ones, where Kommo does not filter by them. */
const MOST_SINGLE = 50;

/** What Kommo has of some incoming leads. */
export interface FetchedUnsorted {
  rows: UnsortedRow[];
  odd: OddRow[];
  /** Names that two answers did not have: they wait no longer. */
  absent: string[];
}

/** Asks for incoming leads by their names. @throws KommoError */
export async function fetchUnsorted(
  reader: UnsortedReader,
  uids: readonly string[],
): Promise<FetchedUnsorted> {
  const fetched: FetchedUnsorted = { rows: [], odd: [], absent: [] };
  for (let at = 0; at < uids.length; at += UIDS_PER_REQUEST) {
    let missing = uids.slice(at, at + UIDS_PER_REQUEST);
    for (let before = Infinity; missing.length > 0 && missing.length < before;) {
      before = missing.length;
      const query = { 'filter[uid][]': missing, limit: 250, page: 1 };
      const page = await reader.surePage(UNSORTED.path, UNSORTED.key, query);
      const { rows, odd } = readEach(page.rows, parseUnsorted);
      const wanted = new Set(missing);
      // Whoever answers with others has not filtered.
      if (odd.length > 0 || rows.some(({ uid }) => !wanted.has(uid))) return askSingly(reader, uids);
      fetched.rows.push(...rows);
      const there = new Set(rows.map(({ uid }) => uid));
      missing = missing.filter((uid) => !there.has(uid));
    }
    fetched.absent.push(...missing);
  }
  return fetched;
}

async function askSingly(reader: UnsortedReader, uids: readonly string[]): Promise<FetchedUnsorted> {
  const given: unknown[] = [];
  const absent: string[] = [];
  for (const uid of uids.slice(0, MOST_SINGLE)) {
    const row = (await single(reader, uid)) ?? (await single(reader, uid));
    if (row === null) absent.push(uid);
    else given.push(row);
  }
  const { rows, odd } = readEach(given, parseUnsorted);
  return { rows, odd, absent };
}

async function single(reader: UnsortedReader, uid: string): Promise<unknown> {
  try {
    return (await reader.get(`${UNSORTED.path}/${uid}`, {})).body ?? null;
  } catch (error) {
    if (error instanceof KommoError && error.kind === 'not_found') return null;
    throw error;
  }
}
