import { KommoError } from '../kommo/kommo-error';
import type { ListPage, Query } from '../kommo/client';
import { idOfRow } from '../kommo/row-parts';
import { hasRow } from './row-count';
import type { SyncSession } from './sync-session';

/*
 * How a list of Kommo's that moves while it is read is read whole (kommo-api.md 3.17). Pages are never counted through:
 * rows that leave or enter in the middle move all behind them over page borders. Instead the list is read by time, and
 * each request is a first page:
 *
 *   a page without `next`          holds all of its window; the window is closed
 *   with `next`, rows in order     all seconds before the last row's are whole: closed; the next window begins with its second
 *   with `next`, order not kept    the window is halved
 *   one second with `next`         its pages are read by id, again until no row is found beyond what was seen
 *
 * The size of a page says nothing. An empty answer counts when a second request confirms it. The next page is asked for while the one before
 * it is stored.
 */

/** A list that can be asked for by time. */
export interface TimeList {
  path: string;
  key: string;
  /** What each request asks for beside the window. */
  query: Query;
  limit: number;
  /** The time it is filtered by. */
  column: 'updated_at' | 'created_at';
  /** Whether Kommo is asked to order by it; that it does is checked. */
  isOrdered: boolean;
  /** A row's time, unix seconds; null when it can't be read. */
  timeOf(row: unknown): number | null;
}

/** Some rows of the list, and what is known of it with them. */
export interface Stretch {
  rows: unknown[];
  /** The list is whole from here… */
  from: number;
  /** …to here, both inclusive; null while it is not known to be. */
  until: number | null;
  /** Kommo's numbers of all rows in it that could be read, and of some beyond. */
  ids: string[];
  /** How many rows are in it. */
  count: number;
  /** When they were asked for, of our clock. */
  readAt: Date;
}

/** Reads of a second that go on finding more before it is given up. */
const SECOND_TRIES = 4;

const windowOf = ({ column }: TimeList, from: number, to: number): Query => ({
  [`filter[${column}][from]`]: from,
  [`filter[${column}][to]`]: to,
});

/** All of a list from one second to another, both inclusive, oldest first. @throws KommoError incomplete */
export async function* walkTime(
  session: SyncSession,
  list: TimeList,
  from: number,
  to: number,
): AsyncGenerator<Stretch> {
  let at = from;
  let end = to;
  let asked = at <= to ? ask(session, list, at, end) : null;
  while (asked) {
    const { page, readAt } = await asked;
    const last = page.hasNext ? lastInOrder(list, page.rows, at, end) : null;
    let found: Stretch | null = null;
    if (!page.hasNext) {
      found = { ...rowsOf(page.rows), from: at, until: end, readAt };
      [at, end] = [end + 1, Math.min(to, end + 2 * (end - at + 1))];
    } else if (last !== null && last > at) {
      const { rows, ids } = rowsOf(page.rows);
      const before = rows.filter((row) => (list.timeOf(row) ?? at) < last);
      found = { rows, ids, count: before.length, from: at, until: last - 1, readAt };
      at = last;
    } else if (last === at || at === end) {
      yield* walkSecond(session, list, at);
      at += 1;
      end = Math.min(to, Math.max(end, at));
    } else {
      end = at + Math.floor((end - at) / 2);
    }
    asked = at <= to ? ask(session, list, at, end) : null;
    if (found) yield found;
  }
}

const rowsOf = (rows: unknown[]): Pick<Stretch, 'rows' | 'ids' | 'count'> => ({
  rows,
  ids: rows.flatMap((row) => idOfRow(row) ?? []),
  count: rows.length,
});

interface Asked {
  page: ListPage;
  readAt: Date;
}

/** Asks for the first page of a window; whoever stores the page before it meanwhile may fail, and nobody waits for this one then. */
function ask(session: SyncSession, list: TimeList, from: number, to: number): Promise<Asked> {
  const order: Query = list.isOrdered ? { [`order[${list.column}]`]: 'asc' } : {};
  const query = { ...list.query, ...windowOf(list, from, to), ...order, limit: list.limit, page: 1 };
  const readAt = new Date(session.now());
  const asked = session.surePage(list.path, list.key, query).then((page) => ({ page, readAt }));
  asked.catch(() => undefined);
  return asked;
}

/** The last row's second where rows came in the order asked for, all within their window; null otherwise. */
function lastInOrder(list: TimeList, rows: unknown[], from: number, to: number): number | null {
  if (!list.isOrdered) return null;
  const times = rows.flatMap((row) => list.timeOf(row) ?? []);
  const isOrdered = times.every((time, index) => time >= (times[index - 1] ?? from) && time <= to);
  return isOrdered ? (times.at(-1) ?? null) : null;
}

/** A single second of more rows than a page holds, by id. Its order may change from request to request. */
async function* walkSecond(session: SyncSession, list: TimeList, second: number): AsyncGenerator<Stretch> {
  const query = { ...list.query, ...windowOf(list, second, second), 'order[id]': 'asc' };
  const seen = new Set<string>();
  for (let attempt = 1; attempt <= SECOND_TRIES; attempt += 1) {
    let odd = 0;
    for (let number = 1; ; number += 1) {
      const readAt = new Date(session.now());
      const page = await session.surePage(list.path, list.key, { ...query, limit: list.limit, page: number });
      const { rows, ids } = rowsOf(page.rows);
      for (const id of ids) seen.add(id);
      odd += rows.length - ids.length;
      yield { rows, ids, count: 0, from: second, until: null, readAt };
      if (!page.hasNext || rows.length === 0) break;
    }
    const count = seen.size + odd;
    if (!(await hasRow(session, { ...list, query }, count + 1))) {
      yield { rows: [], ids: [...seen], count, from: second, until: second, readAt: new Date(session.now()) };
      return;
    }
  }
  throw new KommoError('incomplete', { detail: `a second of ${list.key} has more rows than come` });
}
