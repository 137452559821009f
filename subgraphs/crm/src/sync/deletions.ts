import { KommoError } from '../kommo/kommo-error';
import { parseBinLead, parseEvent } from '../kommo/rows';
import { CARD_SOURCES, type CardSource } from './card-source';
import { moveCursor, putCursor } from './cursor-store';
import { fetchCards } from './reconcile';
import { CARD_ENTITIES, type CardEntity } from './sync-cursor.entity';
import type { SyncSession } from './sync-session';
import { buryCards, raiseCards, type CardMoment } from './tombstones';

/*
 * Deletions don't show in `updated_at` (kommo-api.md 3.17): they come from Kommo's change log, and for leads from the
 * bin as well. Of several moments of one card the last one counts.
 */

const OVERLAP_S = 600;
/** The change log's pages: older accounts give no more (kommo-api.md 3.12). */
const EVENTS_PER_PAGE = 100;
const BIN_PER_PAGE = 250;
const PER_COMMIT = 1_000;

interface Moment extends CardMoment {
  entity: CardEntity;
  isDeleted: boolean;
}

interface Window {
  from: number;
  to: number;
}

const BY_EVENT_NAME = new Map(CARD_ENTITIES.map((entity) => [CARD_SOURCES[entity].eventName, entity]));
const EVENT_TYPES = [...BY_EVENT_NAME.keys()].flatMap((name) => [`${name}_deleted`, `${name}_restored`]);

/** Begins to watch for deletions, with the first load: what was deleted before it was never copied. */
export async function prepareDeletions(session: SyncSession): Promise<void> {
  const { cursorAt } = await session.cursor('DELETIONS');
  if (cursorAt) return;
  const now = new Date(session.serverTime * 1000);
  await session.run.commit((db) => putCursor(db, session.ref, 'DELETIONS', { cursorAt: now }));
}

/**
 * Applies what was deleted and restored since the last time.
 *
 * @returns false when Kommo refuses the change log to the user who gave access; the bin is read all the same
 */
export async function syncDeletions(session: SyncSession): Promise<boolean> {
  const { cursorAt } = await session.cursor('DELETIONS');
  const to = session.serverTime;
  const from = (cursorAt ? Math.floor(cursorAt.getTime() / 1000) : to) - OVERLAP_S;
  const bin = await readBin(session, { from, to });
  const events = await readEvents(session, { from, to });
  const latest = latestPerCard([...bin, ...(events ?? [])]);
  for (const entity of CARD_ENTITIES) {
    const own = latest.filter((moment) => moment.entity === entity);
    await bury(
      session,
      CARD_SOURCES[entity],
      own.filter((moment) => moment.isDeleted),
    );
    await raise(
      session,
      CARD_SOURCES[entity],
      own.filter((moment) => !moment.isDeleted),
    );
  }
  if (events === null) return false;
  await session.run.commit((db) => moveCursor(db, session.ref, 'DELETIONS', new Date(to * 1000)));
  return true;
}

async function readEvents(session: SyncSession, { from, to }: Window): Promise<Moment[] | null> {
  const query = {
    'filter[type]': EVENT_TYPES.join(','),
    'filter[created_at][from]': from,
    'filter[created_at][to]': to,
  };
  try {
    const rows = await readAll(session, { path: '/events', key: 'events', query, limit: EVENTS_PER_PAGE });
    return rows.map(parseEvent).flatMap(({ type, entity_id: kommoId, created_at: at }) => {
      const [name = '', what] = type.split('_');
      const entity = BY_EVENT_NAME.get(name);
      if (!entity || (what !== 'deleted' && what !== 'restored')) return [];
      return [{ entity, kommoId, at: new Date(at * 1000), isDeleted: what === 'deleted' }];
    });
  } catch (error) {
    if (error instanceof KommoError && error.kind === 'forbidden') return null;
    throw error;
  }
}

async function readBin(session: SyncSession, { from, to }: Window): Promise<Moment[]> {
  const query = {
    with: 'only_deleted',
    'filter[updated_at][from]': from,
    'filter[updated_at][to]': to,
    'order[updated_at]': 'asc',
  };
  const rows = await readAll(session, { path: '/leads', key: 'leads', query, limit: BIN_PER_PAGE });
  return rows.map(parseBinLead).map((row) => ({
    entity: 'LEADS',
    kommoId: row.id,
    at: new Date(row.updated_at * 1000),
    isDeleted: true,
  }));
}

interface WholeList {
  path: string;
  key: string;
  query: Record<string, string | number>;
  limit: number;
}

/** Reads a list that does not move: it ends with a page that names no next one, or with an empty one. */
async function readAll(session: SyncSession, { path, key, query, limit }: WholeList): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (let number = 1; ; number += 1) {
    const page = await session.page(path, key, { ...query, limit, page: number });
    rows.push(...page.rows);
    if (!page.hasNext || page.rows.length === 0) return rows;
  }
}

/** Of the same second, what comes first in the list wins: the change log has the newest first. */
function latestPerCard(moments: readonly Moment[]): Moment[] {
  const latest = new Map<string, Moment>();
  for (const moment of moments) {
    const key = `${moment.entity}/${moment.kommoId}`;
    const known = latest.get(key);
    if (!known || known.at < moment.at) latest.set(key, moment);
  }
  return [...latest.values()];
}

async function bury(session: SyncSession, source: CardSource, moments: readonly Moment[]): Promise<void> {
  for (let at = 0; at < moments.length; at += PER_COMMIT) {
    const part = moments.slice(at, at + PER_COMMIT);
    await session.run.commit((db) => buryCards(db, session.ref, source, part));
  }
}

async function raise(session: SyncSession, source: CardSource, moments: readonly Moment[]): Promise<void> {
  if (moments.length === 0) return;
  const found = await fetchCards(
    session,
    source,
    moments.map((moment) => moment.kommoId),
  );
  const there = new Set(found.ids);
  const cursor = await session.cursor(source.entity);
  // A row that came back into the middle of a list while the whole of it was walked has moved others over a page
  // border that was read already: walk again.
  const began = cursor.walkRunId === session.run.id && cursor.walkFrom === null ? cursor.walkTo : null;
  const hasMoved = began !== null && moments.some((moment) => moment.at >= began);
  await session.run.commit(async (db) => {
    await raiseCards(
      db,
      session.ref,
      source,
      moments.filter((moment) => there.has(moment.kommoId)),
    );
    await found.store(db, session.ref);
    if (hasMoved) await putCursor(db, session.ref, source.entity, { cursorAt: null });
  });
}
