import type { MirrorSource, ReadRows } from './sources';
import { fetchByIds } from './by-id';
import { putCursor, moveCursor, noteCursorError } from './cursor-store';
import { KOMMO_ERROR_WORDS, KommoError } from '../kommo/kommo-error';
import { secondsOf } from '../kommo/row-parts';
import { forgetNamelessOdd, forgetOdd } from '../quarantine/quarantine-store';
import { learnSizes } from './known-sizes';
import { unlessRefused } from './optional';
import { findVanished, reviveSeen } from './reconcile';
import { guessRows, hasRow } from './row-count';
import type { SyncCursor } from './sync-cursor.entity';
import type { SyncSession } from './sync-session';
import { walkTime, type Stretch, type TimeList } from './time-walk';

/*
 * How one kind of row is brought up to date (kommo-api.md 3.17).
 *
 * First load, or everything again: the whole list by `updated_at`. Later: the window from a little before the cursor to
 * now; the overlap fetches again what showed up late or stood in a second that was not over. How a list is read whole
 * while it moves: time-walk.ts. Afterwards Kommo is asked for the row after the last one seen; when there is one, the list
 * was not read whole and is read again.
 *
 * Each closed stretch's rows and the second to go on from are stored in one transaction: a walk goes on where it stopped.
 */

/** Seconds a window begins before the cursor. */
const OVERLAP_S = 600;
/** Where a whole walk ends: rows whose time is ahead of Kommo's clock, however far, are in the list as well. */
const FAR_SECOND = 2_147_483_647;
const PAGE_ROWS = 250;
/** Walks through one list before it is told that rows are missing. */
const WALK_TRIES = 3;

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);
const instant = (second: number): Date => new Date(second * 1000);

const isUnderWay = (cursor: SyncCursor): boolean => cursor.walkAt !== null;
const isWholeWalk = (cursor: SyncCursor): boolean => isUnderWay(cursor) && cursor.walkFrom === null;

function listOf(source: MirrorSource, isOrdered: boolean): TimeList {
  return {
    path: source.path,
    key: source.key,
    query: source.query,
    limit: PAGE_ROWS,
    column: 'updated_at',
    isOrdered: isOrdered && source.isOrdered,
    timeOf: (row) => secondsOf((row as { updated_at?: unknown } | null)?.updated_at),
  };
}

/**
 * Makes ready a walk through the whole list where one is due: nothing was copied yet, all shall be copied again, or the
 * cursor was made with other rights than we have now. One that an earlier run left unfinished goes on.
 *
 * @returns about how many rows there are to read; null when only a window is due
 */
export async function prepareWalk(session: SyncSession, source: MirrorSource): Promise<number | null> {
  if (!source.isOptional) return prepare(session, source);
  return unlessRefused(session, source.entity, () => prepare(session, source));
}

async function prepare(session: SyncSession, source: MirrorSource): Promise<number | null> {
  const { run, ref } = session;
  const cursor = await session.cursor(source.entity);
  const { key: rights } = await session.rights();
  const isSameReader = cursor.rights === rights;
  if (isWholeWalk(cursor) && isSameReader) return guessRows(session, source);
  const isDone = cursor.walkRunId === run.id && !isUnderWay(cursor) && isSameReader;
  if (isDone || (cursor.cursorAt !== null && run.mode === 'INCREMENTAL' && isSameReader)) return null;
  const rows = await guessRows(session, source);
  const walkTo = instant(session.serverTime);
  const walk = {
    walkRunId: run.id,
    walkFrom: null,
    walkTo,
    walkAt: instant(0),
    walkSeen: 0,
    walkTries: 0,
    rights,
  };
  await run.commit((db) => putCursor(db, ref, source.entity, walk));
  return rows;
}

/** Brings one kind of row up to date. */
export async function syncRows(session: SyncSession, source: MirrorSource): Promise<void> {
  if (!source.isOptional) return walkRows(session, source);
  await unlessRefused(session, source.entity, () => walkRows(session, source));
}

async function walkRows(session: SyncSession, source: MirrorSource): Promise<void> {
  let cursor = await session.cursor(source.entity);
  if (cursor.rights !== (await session.rights()).key) {
    // The account was connected by somebody else while the run was interrupted.
    await prepare(session, source);
    cursor = await session.cursor(source.entity);
  }
  const isOwn = cursor.walkRunId === session.run.id;
  if (isOwn && !isUnderWay(cursor)) return; // done before this run was interrupted
  await retryOdd(session, source);
  const goesOn = isWholeWalk(cursor) || (isOwn && isUnderWay(cursor));
  await walkThrough(session, source, goesOn ? cursor : beginWindow(session, cursor));
}

function beginWindow(session: SyncSession, cursor: SyncCursor): SyncCursor {
  const walkTo = instant(session.serverTime);
  const walkFrom = new Date((cursor.cursorAt ?? walkTo).getTime() - OVERLAP_S * 1000);
  const walk = { walkRunId: session.run.id, walkFrom, walkTo, walkAt: walkFrom, walkSeen: 0, walkTries: 0 };
  return Object.assign(cursor, walk);
}

/** Rows in quarantine that have a number are asked for again: they may have been mended, or be gone. */
async function retryOdd(session: SyncSession, source: MirrorSource): Promise<void> {
  const rows = await session.select<{ kommo_id: string }>(
    `SELECT kommo_id FROM crm.quarantined_rows WHERE org_id = $1 AND connection_id = $2 AND entity = $3
        AND kommo_id IS NOT NULL ORDER BY last_seen_at LIMIT 250`,
    [session.ref.orgId, session.ref.connectionId, source.entity],
  );
  if (rows.length === 0) return;
  const found = await fetchByIds(
    session,
    source,
    rows.map((row) => row.kommo_id),
  );
  await session.run.commit(async (db) => {
    await found.store(db, session.ref, { accept: 'same' });
    if ((await session.rights()).seesAll) await forgetOdd(db, session.ref, source.entity, found.absent);
  });
}

async function walkThrough(session: SyncSession, source: MirrorSource, walk: SyncCursor): Promise<void> {
  const began = new Date();
  let more: More;
  for (;;) {
    try {
      const seen = await walkOnce(session, source, walk);
      more = await findMore(session, source, walk, seen);
      if (more !== 'reachable') break;
      throw new KommoError('incomplete', { detail: `${source.key}: more rows than came` });
    } catch (error) {
      if (!(error instanceof KommoError) || error.kind !== 'incomplete') throw error;
      if (walk.walkTries + 1 >= WALK_TRIES) return leaveIncomplete(session, source);
      const again = {
        walkTries: walk.walkTries + 1,
        walkAt: walk.walkFrom ?? instant(0),
        walkSeen: 0,
      };
      Object.assign(walk, again);
      const { walkRunId, walkFrom, walkTo } = walk;
      await session.run.commit((db) =>
        putCursor(db, session.ref, source.entity, { walkRunId, walkFrom, walkTo, ...again }),
      );
    }
  }
  const { walkRunId, walkFrom, walkTo } = walk;
  const { key: rights } = await session.rights();
  await session.run.commit(async (db) => {
    await putCursor(db, session.ref, source.entity, { walkRunId, walkFrom, walkTo, rights });
    await moveCursor(db, session.ref, source.entity, walkTo ?? instant(session.serverTime));
    if (walk.walkFrom === null && walk.walkSeenAll) {
      await forgetNamelessOdd(db, session.ref, source.entity, began);
    }
    // Reading it all again would never reach them: told, but nothing waits for that.
    if (more === 'beyond') {
      await noteCursorError(db, session.ref, source.entity, KOMMO_ERROR_WORDS.incomplete);
    }
  });
}

function lastSecond(session: SyncSession, { walkFrom, walkTo }: SyncCursor): number {
  if (walkFrom === null) return FAR_SECOND;
  return walkTo ? seconds(walkTo) : session.serverTime;
}

/** @returns how many rows were seen, with those that were stored before the walk was taken up again */
async function walkOnce(session: SyncSession, source: MirrorSource, walk: SyncCursor): Promise<number> {
  const list = listOf(source, walk.walkTries === 0);
  const from = seconds(walk.walkAt ?? walk.walkFrom ?? instant(0));
  const to = lastSecond(session, walk);
  walk.walkSeenAll = from === 0;
  let seen = Number(walk.walkSeen);
  for await (const stretch of walkTime(session, list, from, to)) {
    seen += stretch.count;
    await storeStretch(session, source, walk, { stretch, seen, isLast: stretch.until === to });
    if (walk.cursorAt === null) await learnSizes(session, source, seen - stretch.count, seen);
  }
  return seen;
}

interface Progress {
  stretch: Stretch;
  seen: number;
  isLast: boolean;
}

async function storeStretch(
  session: SyncSession,
  source: MirrorSource,
  walk: SyncCursor,
  { stretch, seen, isLast }: Progress,
): Promise<void> {
  const { run, ref } = session;
  const { readAt } = stretch;
  const page = source.read(stretch.rows);
  const isWhole = walk.walkFrom === null;
  const again = isWhole ? null : await askForTies(session, source, page);
  // Only a walk through everything that was copied before can tell what has vanished.
  const isRepeat = isWhole && walk.cursorAt !== null;
  const vanished =
    isRepeat && stretch.until !== null ? await findVanished(session, source, stretch, isLast) : null;
  const { walkRunId, walkFrom, walkTo } = walk;
  await run.commit(
    async (db) => {
      await page.store(db, ref, isWhole ? { accept: 'any', readAt } : { accept: 'newer' });
      await again?.store(db, ref, { accept: 'same' });
      if (isRepeat) await reviveSeen(db, ref, source, page.ids, walkTo ?? readAt);
      await vanished?.store(db);
      if (stretch.until === null) return;
      const walkAt = instant(stretch.until + 1);
      await putCursor(db, ref, source.entity, { walkRunId, walkFrom, walkTo, walkAt, walkSeen: seen });
    },
    { rows: stretch.count },
  );
}

async function askForTies(session: SyncSession, source: MirrorSource, page: ReadRows) {
  const ids = await session.read((db) => page.ties(db, session.ref));
  return ids.length === 0 ? null : fetchByIds(session, source, ids);
}

/** Rows that were not seen: none, some that another walk may reach, or only some at no time that can be asked for. */
type More = 'none' | 'reachable' | 'beyond';

async function findMore(
  session: SyncSession,
  source: MirrorSource,
  walk: SyncCursor,
  seen: number,
): Promise<More> {
  if (seen === 0) return 'none'; // nothing came, twice
  const window = {
    'filter[updated_at][from]': seconds(walk.walkFrom ?? instant(0)),
    'filter[updated_at][to]': lastSecond(session, walk),
  };
  if (walk.walkFrom === null && !(await hasRow(session, source, seen + 1))) return 'none';
  if (await hasRow(session, { ...source, query: { ...source.query, ...window } }, seen + 1))
    return 'reachable';
  return walk.walkFrom === null ? 'beyond' : 'none';
}

/** What came is kept; the cursor stays where it was, so the next run reads all of it again. */
async function leaveIncomplete(session: SyncSession, source: MirrorSource): Promise<void> {
  session.trouble('incomplete');
  await session.run.commit(async (db) => {
    const walk = { walkRunId: session.run.id, walkAt: null, walkSeen: 0, walkTries: 0 };
    await putCursor(db, session.ref, source.entity, walk);
    await noteCursorError(db, session.ref, source.entity, KOMMO_ERROR_WORDS.incomplete);
  });
}
