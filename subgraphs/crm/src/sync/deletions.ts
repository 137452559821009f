import { KommoError, type KommoErrorKind } from '../kommo/kommo-error';
import { secondsOf } from '../kommo/row-parts';
import { parseBinLead, parseEvent, type EventRow } from '../kommo/rows';
import { noteOdd } from '../quarantine/quarantine-store';
import { fetchByIds } from './by-id';
import { SOURCES, type MirrorSource } from './sources';
import { putCursor } from './cursor-store';
import { readEach } from './read-whole';
import { MIRRORED_ENTITIES, type MirroredEntity } from './sync-cursor.entity';
import type { SyncSession } from './sync-session';
import { walkTime, type TimeList } from './time-walk';
import { buryCards, raiseCards, type CardMoment } from './tombstones';

/*
 * Deletions don't show in `updated_at` (kommo-api.md 3.17): they come from Kommo's change log, and for leads from the
 * bin as well. Both are read stretch by stretch, oldest first, and each stretch is applied and its end stored in one go: a
 * long log is taken up where it was left. Of several moments of one card in a stretch the last one counts.
 */

const OVERLAP_S = 600;
/** The change log's pages: older accounts give no more (kommo-api.md 3.12). */
const EVENTS_PER_PAGE = 100;
const BIN_PER_PAGE = 250;
const PER_COMMIT = 1_000;

interface Moment extends CardMoment {
  entity: MirroredEntity;
  isDeleted: boolean;
}

const CARDS_IN_EVENTS: Readonly<Record<string, MirroredEntity>> = {
  lead: 'LEADS',
  contact: 'CONTACTS',
  company: 'COMPANIES',
};
const NOTES_IN_EVENTS: Readonly<Record<string, MirroredEntity>> = {
  lead: 'LEAD_NOTES',
  contact: 'CONTACT_NOTES',
  company: 'COMPANY_NOTES',
};
const EVENT_TYPES = [
  ...Object.keys(CARDS_IN_EVENTS).flatMap((name) => [`${name}_deleted`, `${name}_restored`]),
  'task_deleted',
  'common_note_deleted',
];

const timeOf = (column: string) => (row: unknown) =>
  secondsOf((row as Record<string, unknown> | null)?.[column]);

const EVENTS: TimeList = {
  path: '/events',
  key: 'events',
  query: { 'filter[type]': EVENT_TYPES.join(',') },
  limit: EVENTS_PER_PAGE,
  column: 'created_at',
  isOrdered: false,
  timeOf: timeOf('created_at'),
};

const BIN: TimeList = {
  path: '/leads',
  key: 'leads',
  query: { with: 'only_deleted' },
  limit: BIN_PER_PAGE,
  column: 'updated_at',
  isOrdered: true,
  timeOf: timeOf('updated_at'),
};

/** Refusals of the change log that say nothing of the rest: no right, no plan, no such route. */
const WITHOUT_EVENTS: readonly KommoErrorKind[] = ['forbidden', 'payment', 'not_found'];

/** Begins to watch for deletions, with the first load: what was deleted before it was never copied. */
export async function prepareDeletions(session: SyncSession): Promise<void> {
  for (const entity of ['DELETIONS', 'BIN'] as const) {
    const { cursorAt } = await session.cursor(entity);
    if (cursorAt) continue;
    // The bin was read under the cursor of the change log before it had its own.
    const known = entity === 'BIN' ? (await session.cursor('DELETIONS')).cursorAt : null;
    const now = new Date(session.serverTime * 1000);
    await session.run.commit((db) => putCursor(db, session.ref, entity, { cursorAt: known ?? now }));
  }
}

/**
 * Applies what was deleted and restored since the last time.
 *
 * @returns why Kommo refuses the change log, or null; the bin is read all the same
 */
export async function syncDeletions(session: SyncSession): Promise<KommoErrorKind | null> {
  await apply(session, 'BIN', BIN, (rows) => ({
    moments: readEach(rows, parseBinLead).rows.map((row) => ({
      entity: 'LEADS',
      kommoId: row.id,
      at: new Date(row.updated_at * 1000),
      isDeleted: true,
    })),
    odd: [],
  }));
  try {
    await apply(session, 'DELETIONS', EVENTS, momentsOf);
    return null;
  } catch (error) {
    if (error instanceof KommoError && WITHOUT_EVENTS.includes(error.kind)) return error.kind;
    throw error;
  }
}

interface ReadMoments {
  moments: Moment[];
  odd: ReturnType<typeof readEach>['odd'];
}

function momentsOf(rows: readonly unknown[]): ReadMoments {
  const events = readEach(rows, parseEvent);
  // Newest first, as Kommo gives them: of one second the first one counts.
  const moments = events.rows.flatMap((event) => momentOf(event) ?? []);
  return { moments, odd: events.odd };
}

/** What an event tells; null for what we don't copy. A note's event is its card's, and names the note in what was before. */
function momentOf({
  type,
  entity_id: ownId,
  entity_type: card,
  value_before: before,
  created_at: at,
}: EventRow) {
  const moment = (entity: MirroredEntity | undefined, kommoId: string | undefined, isDeleted: boolean) =>
    entity && kommoId !== undefined ? { entity, kommoId, at: new Date(at * 1000), isDeleted } : null;
  if (type === 'task_deleted') return moment('TASKS', ownId, true);
  if (type === 'common_note_deleted') return moment(NOTES_IN_EVENTS[card], before[0]?.note.id, true);
  const [name = '', what] = type.split('_');
  if (what !== 'deleted' && what !== 'restored') return null;
  return moment(CARDS_IN_EVENTS[name], ownId, what === 'deleted');
}

async function apply(
  session: SyncSession,
  cursorName: 'BIN' | 'DELETIONS',
  list: TimeList,
  read: (rows: readonly unknown[]) => ReadMoments,
): Promise<void> {
  const { cursorAt, walkRunId, walkAt } = await session.cursor(cursorName);
  const to = session.serverTime;
  const cursor = cursorAt ? Math.floor(cursorAt.getTime() / 1000) : to;
  // A run that is taken up again goes on with the stretch it was at.
  const isOwn = walkRunId === session.run.id && walkAt !== null;
  const from = isOwn ? Math.floor(walkAt.getTime() / 1000) : cursor - OVERLAP_S;
  let waiting: Moment[] = [];
  for await (const stretch of walkTime(session, list, from, to)) {
    const { moments, odd } = read(stretch.rows);
    waiting.push(...moments);
    if (odd.length > 0) await session.run.commit((db) => noteOdd(db, session.ref, 'EVENTS', odd));
    if (stretch.until === null) continue;
    await applyMoments(session, latestPerCard(waiting));
    waiting = [];
    const { until } = stretch;
    const change = {
      walkRunId: session.run.id,
      walkAt: until === to ? null : new Date((until + 1) * 1000),
      cursorAt: new Date(Math.max(cursor, until) * 1000),
      ...(until === to ? { lastSyncedAt: new Date() } : {}),
    };
    await session.run.commit((db) => putCursor(db, session.ref, cursorName, change));
  }
}

async function applyMoments(session: SyncSession, moments: readonly Moment[]): Promise<void> {
  for (const entity of MIRRORED_ENTITIES) {
    const own = moments.filter((moment) => moment.entity === entity);
    const source = SOURCES[entity];
    await bury(
      session,
      source,
      own.filter((moment) => moment.isDeleted),
    );
    await raise(
      session,
      source,
      own.filter((moment) => !moment.isDeleted),
    );
  }
}

/** Of the same second, what comes first in the list wins. */
function latestPerCard(moments: readonly Moment[]): Moment[] {
  const latest = new Map<string, Moment>();
  for (const moment of moments) {
    const key = `${moment.entity}/${moment.kommoId}`;
    const known = latest.get(key);
    if (!known || known.at < moment.at) latest.set(key, moment);
  }
  return [...latest.values()];
}

async function bury(session: SyncSession, source: MirrorSource, moments: readonly Moment[]): Promise<void> {
  for (let at = 0; at < moments.length; at += PER_COMMIT) {
    const part = moments.slice(at, at + PER_COMMIT);
    await session.run.commit((db) => buryCards(db, session.ref, source, part));
  }
}

async function raise(session: SyncSession, source: MirrorSource, moments: readonly Moment[]): Promise<void> {
  if (moments.length === 0) return;
  const found = await fetchByIds(
    session,
    source,
    moments.map((moment) => moment.kommoId),
  );
  const there = new Set(found.ids);
  await session.run.commit(async (db) => {
    await raiseCards(
      db,
      session.ref,
      source,
      moments.filter((moment) => there.has(moment.kommoId)),
    );
    await found.store(db, session.ref, { accept: 'same' });
  });
}
