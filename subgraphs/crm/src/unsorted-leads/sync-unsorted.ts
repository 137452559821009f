import { KOMMO_ERROR_WORDS } from '../kommo/kommo-error';
import { parseUnsorted } from '../kommo/rows';
import { noteOdd, noteOddOfWhole, type OddRow } from '../quarantine/quarantine-store';
import { fetchByIds } from '../sync/by-id';
import { moveCursor, noteCursorError, putCursor } from '../sync/cursor-store';
import { unlessRefused } from '../sync/optional';
import { readEach } from '../sync/read-whole';
import { hasRow } from '../sync/row-count';
import { SOURCES } from '../sync/sources';
import type { SyncSession } from '../sync/sync-session';
import { fetchUnsorted, UNSORTED } from './unsorted-api';
import { closeUnsorted, forgetOldUnsorted, storeUnsorted } from './unsorted-lead-store';

/*
 * Incoming leads (kommo-api.md 3.14). Kommo can order them by when they came, and by nothing else: no time of change, no numbers.
 * So the list is read from the newest on, until a page brings nothing new; once an hour, with other rights, and with a walk
 * through everything to its end, and where that takes several pages again until no pass brings any that was not seen, for the list
 * moves while it is read. Those of ours that no pass had are asked for by name before anything is concluded; what became of
 * them their leads tell.
 */

const PAGE_ROWS = 250;
const MOST_PAGES = 400;
const MOST_PASSES = 4;
const WHOLE_EVERY_MS = 3_600_000;
/** Of ours that were not seen, so many are looked after in one run. */
const MOST_ABSENT = 1_000;

interface Pass {
  /** Whether the list's end was reached. */
  isWhole: boolean;
  pages: number;
  odd: OddRow[];
}

/** Brings our copy of incoming leads up to date. @param toEnd reads the list to its end, also where that is not due */
export async function syncUnsorted(session: SyncSession, toEnd = false): Promise<void> {
  await unlessRefused(session, 'UNSORTED_LEADS', async () => {
    const { run, ref } = session;
    const { key: rights } = await session.rights();
    const isDue = toEnd || (await isWholeDue(session, rights));
    const seen = new Set<string>();
    const isWhole = isDue && (await readAll(session, seen));
    if (isWhole) await settleAbsent(session, seen);
    if (!isDue) await readThrough(session, seen, false);
    const at = new Date(session.serverTime * 1000);
    await run.commit(async (db) => {
      await putCursor(db, ref, 'UNSORTED_LEADS', {
        rights,
        walkRunId: run.id,
        ...(isWhole ? { walkTo: new Date(session.now()) } : {}),
      });
      await moveCursor(db, ref, 'UNSORTED_LEADS', at);
      if (isWhole) await forgetOldUnsorted(db, ref);
      if (isDue && !isWhole) await noteCursorError(db, ref, 'UNSORTED_LEADS', KOMMO_ERROR_WORDS.incomplete);
    });
  });
}

async function isWholeDue(session: SyncSession, rights: string): Promise<boolean> {
  const cursor = await session.cursor('UNSORTED_LEADS');
  if (session.run.mode === 'FULL' || cursor.rights !== rights || cursor.walkTo === null) return true;
  return session.now() - cursor.walkTo.getTime() >= WHOLE_EVERY_MS;
}

/** @returns whether all of the list was seen */
async function readAll(session: SyncSession, seen: Set<string>): Promise<boolean> {
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    const before = seen.size;
    const { isWhole, pages, odd } = await readThrough(session, seen, true);
    if (!isWhole) return false;
    if (pages > 1 && seen.size > before) continue;
    await session.run.commit((db) => noteOddOfWhole(db, session.ref, 'UNSORTED_LEADS', odd));
    return true;
  }
  return false;
}

/** One pass from the newest on: to the end, or until a page brings nothing new. */
async function readThrough(session: SyncSession, seen: Set<string>, toEnd: boolean): Promise<Pass> {
  const odd: OddRow[] = [];
  let count = 0;
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const readAt = new Date(session.now());
    const page = await session.surePage(UNSORTED.path, UNSORTED.key, {
      'order[created_at]': 'desc',
      limit: PAGE_ROWS,
      page: number,
    });
    const read = readEach(page.rows, parseUnsorted);
    const rows = [...new Map(read.rows.map((row) => [row.uid, row])).values()];
    const uids = rows.map(({ uid }) => uid);
    const known = toEnd ? 0 : await countWaiting(session, uids);
    odd.push(...read.odd);
    count += page.rows.length;
    for (const uid of uids) seen.add(uid);
    await session.run.commit(
      async (db) => {
        await storeUnsorted(db, session.ref, rows, readAt);
        await noteOdd(db, session.ref, 'UNSORTED_LEADS', read.odd);
      },
      { rows: rows.length },
    );
    if (!toEnd && known === uids.length) return { isWhole: false, pages: number, odd };
    // A page's size says nothing, and lists forget to name the next page.
    const goesOn = page.hasNext || (count > 0 && (await hasRow(session, ORDERED, count + 1)));
    if (page.rows.length === 0 || !goesOn) return { isWhole: true, pages: number, odd };
  }
  return { isWhole: false, pages: MOST_PAGES, odd };
}

const ORDERED = { ...UNSORTED, query: { 'order[created_at]': 'desc' } };

async function countWaiting(session: SyncSession, uids: readonly string[]): Promise<number> {
  const [row] = await session.select<{ n: number }>(
    `SELECT count(*)::int AS n FROM crm.unsorted_leads
      WHERE org_id = $1 AND connection_id = $2 AND state = 'WAITING' AND uid = ANY ($3::text[])`,
    [session.ref.orgId, session.ref.connectionId, uids],
  );
  return row?.n ?? 0;
}

interface Open {
  uid: string;
  lead_kommo_id: string | null;
}

/** Only somebody who sees every one can prove that one is gone. */
async function settleAbsent(session: SyncSession, seen: ReadonlySet<string>): Promise<void> {
  if (!(await session.rights()).seesAll) return;
  const { run, ref } = session;
  const open = await session.select<Open>(
    `SELECT uid, lead_kommo_id FROM crm.unsorted_leads
      WHERE org_id = $1 AND connection_id = $2 AND state = 'WAITING' AND uid <> ALL ($3::text[])
      ORDER BY created_at LIMIT ${MOST_ABSENT}`,
    [ref.orgId, ref.connectionId, [...seen]],
  );
  if (open.length === 0) return;
  const readAt = new Date(session.now());
  const found = await fetchUnsorted(
    session,
    open.map(({ uid }) => uid),
  );
  const absent = new Set(found.absent);
  const gone = open.filter(({ uid }) => absent.has(uid));
  const leads = await fetchByIds(
    session,
    SOURCES.LEADS,
    gone.flatMap(({ lead_kommo_id: id }) => id ?? []),
  );
  const alive = new Set(leads.ids);
  const isTaken = ({ lead_kommo_id: id }: Open) => id !== null && alive.has(id);
  const names = (rows: readonly Open[]) => rows.map(({ uid }) => uid);
  await run.commit(async (db) => {
    await storeUnsorted(db, ref, found.rows, readAt);
    await leads.store(db, ref, { accept: 'same' });
    await closeUnsorted(db, ref, names(gone.filter(isTaken)), 'ACCEPTED');
    await closeUnsorted(db, ref, names(gone.filter((row) => !isTaken(row))), 'GONE');
  });
}
