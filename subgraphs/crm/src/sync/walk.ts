import { PAGE_ROWS, type Query } from '../kommo/client';
import type { CardSource } from './card-source';
import { moveCursor, putCursor } from './cursor-store';
import { countPages } from './page-count';
import { findVanished, reviveSeen } from './reconcile';
import type { SyncCursor } from './sync-cursor.entity';
import type { SyncSession } from './sync-session';

/*
 * How a list of Kommo's is copied (kommo-api.md 3.17).
 *
 * First load, or everything again: the whole list in the order of ids. Later: the closed window of `updated_at` from a
 * little before the cursor to now; the overlap fetches again what showed up late or stood in a second that was not over.
 *
 * Pages are read from the last to the first. Rows leave such a list in the middle of the walk (changed: out of the
 * window; deleted) and each one that leaves moves all behind it one place forward. Reading upward, the row that moves
 * over a page border is skipped; reading downward it moves into a page that is still to come, so nothing is missed.
 * What enters a list at its end has changed since the walk began, so the next window has it.
 *
 * Each page's rows and the number of the next page are stored in one transaction: a walk goes on where it was stopped.
 */

/** Seconds a window begins before the cursor. */
const OVERLAP_S = 600;

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

function windowQuery(from: Date, to: Date): Query {
  return {
    'filter[updated_at][from]': seconds(from),
    'filter[updated_at][to]': seconds(to),
    'order[updated_at]': 'asc',
  };
}

const queryOf = (
  source: CardSource,
  { walkFrom, walkTo }: Pick<SyncCursor, 'walkFrom' | 'walkTo'>,
): Query => ({
  ...source.query,
  ...(walkFrom && walkTo ? windowQuery(walkFrom, walkTo) : { 'order[id]': 'asc' }),
});

const isWholeWalk = (cursor: SyncCursor): boolean => (cursor.walkPage ?? 0) > 0 && cursor.walkFrom === null;

/**
 * Makes ready a walk through the whole list where one is due: nothing was copied yet, or all shall be copied again. One
 * that an earlier run left unfinished goes on.
 *
 * @returns how many rows there are to read at most; null when only a window is due
 */
export async function prepareWalk(session: SyncSession, source: CardSource): Promise<number | null> {
  const { run, ref } = session;
  const cursor = await session.cursor(source.entity);
  if (isWholeWalk(cursor)) return (cursor.walkPage ?? 0) * PAGE_ROWS;
  const isDone = cursor.walkRunId === run.id;
  if (isDone || (cursor.cursorAt !== null && run.mode === 'INCREMENTAL')) return null;
  const walkTo = new Date(session.serverTime * 1000);
  const walkPage = await countPages(session, { ...source, query: { 'order[id]': 'asc' } });
  await run.commit(async (db) => {
    const walk = { walkRunId: run.id, walkFrom: null, walkTo, walkPage, walkFloor: null };
    await putCursor(db, ref, source.entity, walk);
    if (walkPage === 0) await moveCursor(db, ref, source.entity, walkTo);
  });
  return walkPage * PAGE_ROWS;
}

/** Brings one kind of card up to date. */
export async function syncCards(session: SyncSession, source: CardSource): Promise<void> {
  const cursor = await session.cursor(source.entity);
  const isOwn = cursor.walkRunId === session.run.id;
  if (isOwn && cursor.walkPage === 0) return; // done before this run was interrupted
  const goesOn = isWholeWalk(cursor) || (isOwn && (cursor.walkPage ?? 0) > 0);
  const walk = goesOn ? cursor : await beginWindow(session, source, cursor);
  if (walk) await walkDown(session, source, walk);
}

/** @returns the walk through the window, or null when one page was all of it and is stored */
async function beginWindow(
  session: SyncSession,
  source: CardSource,
  cursor: SyncCursor,
): Promise<SyncCursor | null> {
  const { run, ref } = session;
  const walkTo = new Date(session.serverTime * 1000);
  const walkFrom = new Date((cursor.cursorAt ?? walkTo).getTime() - OVERLAP_S * 1000);
  const list = { ...source, query: queryOf(source, { walkFrom, walkTo }) };
  const first = await session.page(list.path, list.key, { ...list.query, limit: PAGE_ROWS, page: 1 });
  const walk = { walkRunId: run.id, walkFrom, walkTo, walkFloor: null };
  if (!first.hasNext) {
    const page = source.read(first.rows);
    await run.commit(
      async (db) => {
        await page.store(db, ref);
        await putCursor(db, ref, source.entity, walk);
        await moveCursor(db, ref, source.entity, walkTo);
      },
      { rows: first.rows.length },
    );
    return null;
  }
  const walkPage = await countPages(session, list, 1);
  await run.commit((db) => putCursor(db, ref, source.entity, { ...walk, walkPage }));
  return Object.assign(cursor, walk, { walkPage });
}

async function walkDown(session: SyncSession, source: CardSource, walk: SyncCursor): Promise<void> {
  const { run, ref } = session;
  const query = queryOf(source, walk);
  const walkTo = walk.walkTo ?? new Date(session.serverTime * 1000);
  // Only a walk through everything that was copied before can tell what has vanished.
  const isRepeat = walk.walkFrom === null && walk.cursorAt !== null;
  let floor = walk.walkFloor;
  for (let number = walk.walkPage ?? 0; number >= 1; number -= 1) {
    const list = await session.page(source.path, source.key, { ...query, limit: PAGE_ROWS, page: number });
    const page = source.read(list.rows);
    const range = { ids: page.ids, below: floor, isLast: number === 1, before: walkTo };
    const vanished = isRepeat ? await findVanished(session, source, range) : null;
    floor = lowest(page.ids) ?? floor;
    await run.commit(
      async (db) => {
        await page.store(db, ref);
        if (isRepeat) await reviveSeen(db, ref, source, page.ids, walkTo);
        await vanished?.store(db);
        if (number === 1) await moveCursor(db, ref, source.entity, walkTo);
        else await putCursor(db, ref, source.entity, { walkPage: number - 1, walkFloor: floor });
      },
      { rows: list.rows.length, totalDelta: walk.walkFrom === null ? list.rows.length - PAGE_ROWS : 0 },
    );
  }
}

/** The lowest of Kommo's numbers, which are longer than a float is exact. */
export function lowest(ids: readonly string[]): string | null {
  return ids.reduce<string | null>((low, id) => (low === null || BigInt(id) < BigInt(low) ? id : low), null);
}
