import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { parseCardEvent, type CardEventRow } from '../kommo/rows';
import { secondsOf } from '../kommo/row-parts';
import { instant } from '../mirror/mirror-table';
import { forgetOldOdd, noteOdd } from '../quarantine/quarantine-store';
import type { ConnectionRef } from '../runtime';
import { putCursor } from '../sync/cursor-store';
import { unlessRefused } from '../sync/optional';
import { readEach } from '../sync/read-whole';
import type { CardEntity } from '../sync/sync-cursor.entity';
import type { SyncSession } from '../sync/sync-session';
import { walkTime, type Stretch, type TimeList } from '../sync/time-walk';

/*
 * What Kommo's change log tells of cards (kommo-api.md 3.12) and our own journal does not: that they were made, linked and merged, calls,
 * mails, chats, notes. What the journal has (stages, prices, names, custom fields, tags, persons, deletions) is not asked for.
 * The log is read stretch by stretch, oldest first; each is stored with the second to go on from, so a long log is taken up where
 * it was left.
 */

/** How far back the first reading goes. */
const FIRST_DAYS = 30;
/** How long events are kept, and how many of a connection. */
const KEPT_DAYS = 400;
const MOST_KEPT = 500_000;
const OVERLAP_S = 600;
const ODD_DAYS = 7;
/** Older accounts give no more (kommo-api.md 3.12). */
const PER_PAGE = 100;
const LARGEST_VALUE = 16_000;

const KINDS: Readonly<Record<string, CardEntity>> = {
  lead: 'LEADS',
  contact: 'CONTACTS',
  company: 'COMPANIES',
};

const TYPES = [
  ...Object.keys(KINDS).flatMap((card) => [`${card}_added`, `${card}_linked`, `${card}_unlinked`]),
  'entity_linked',
  'entity_unlinked',
  'entity_merged',
  'incoming_call',
  'outgoing_call',
  'incoming_mail',
  'outgoing_mail',
  'incoming_chat_message',
  'outgoing_chat_message',
  'entity_direct_message',
  'incoming_sms',
  'outgoing_sms',
  'talk_created',
  'robot_replied',
  'intent_identified',
  'nps_rate_added',
  'link_followed',
  'common_note_added',
  'common_note_deleted',
  'attachment_note_added',
];

const EVENTS: TimeList = {
  path: '/events',
  key: 'events',
  query: { 'filter[type]': TYPES.join(',') },
  limit: PER_PAGE,
  column: 'created_at',
  isOrdered: false,
  timeOf: (row) => secondsOf((row as { created_at?: unknown } | null)?.created_at),
};

/** Brings what the change log tells of cards up to date. */
export async function syncCardEvents(session: SyncSession): Promise<void> {
  await unlessRefused(session, 'CARD_EVENTS', () => readOn(session));
}

async function readOn(session: SyncSession): Promise<void> {
  const { run, ref } = session;
  const { cursorAt, walkRunId, walkAt } = await session.cursor('CARD_EVENTS');
  const to = session.serverTime;
  const isOwn = walkRunId === run.id && walkAt !== null;
  const cursor = cursorAt ? Math.floor(cursorAt.getTime() / 1000) : to - FIRST_DAYS * 86_400;
  const from = isOwn ? Math.floor(walkAt.getTime() / 1000) : cursor - OVERLAP_S;
  let rows: unknown[] = [];
  for await (const stretch of walkTime(session, EVENTS, from, to)) {
    rows.push(...stretch.rows);
    if (stretch.until === null) continue;
    await storeStretch(session, stretch, rows, to, cursor);
    rows = [];
  }
  await run.commit(async (db) => {
    await forgetOldOdd(db, ref, 'CARD_EVENTS', ODD_DAYS);
    await trimEvents(db, ref);
  });
}

async function storeStretch(
  session: SyncSession,
  { until }: Stretch,
  rows: readonly unknown[],
  to: number,
  cursor: number,
): Promise<void> {
  const { run, ref } = session;
  const { rows: events, odd } = readEach(rows, parseCardEvent);
  const end = until ?? cursor;
  await run.commit(
    async (db) => {
      await storeEvents(db, ref, events);
      await noteOdd(db, ref, 'CARD_EVENTS', odd);
      await putCursor(db, ref, 'CARD_EVENTS', {
        walkRunId: run.id,
        walkAt: end === to ? null : new Date((end + 1) * 1000),
        cursorAt: new Date(Math.max(cursor, end) * 1000),
        ...(end === to ? { lastSyncedAt: new Date() } : {}),
      });
    },
    { rows: events.length },
  );
}

const PUT = `
  INSERT INTO crm.card_events (org_id, connection_id, id, kommo_id, kind, card_kommo_id, type, author_kommo_id, at, before, after)
  SELECT $1, $2, n.* FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::timestamptz[],
                                 $10::jsonb[], $11::jsonb[])
      AS n (id, kommo_id, kind, card_kommo_id, type, author_kommo_id, at, before, after)
  ON CONFLICT (org_id, connection_id, kommo_id) DO NOTHING`;

const valueOf = (value: readonly unknown[]): string => {
  const written = JSON.stringify(value);
  return written.length <= LARGEST_VALUE ? written : '[]';
};

/** An event never changes: one that is there stays. Those of what is no card are left out. */
async function storeEvents(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  given: readonly CardEventRow[],
): Promise<void> {
  const own = given.filter(({ entity_type: card }) => Object.hasOwn(KINDS, card));
  const events = [...new Map(own.map((event) => [event.id, event])).values()];
  if (events.length === 0) return;
  await db.query(PUT, [
    orgId,
    connectionId,
    events.map(() => newId()),
    events.map((event) => event.id),
    events.map((event) => KINDS[event.entity_type]),
    events.map((event) => event.entity_id),
    events.map((event) => event.type),
    events.map((event) => event.created_by),
    events.map((event) => instant(event.created_at)),
    events.map((event) => valueOf(event.value_before)),
    events.map((event) => valueOf(event.value_after)),
  ]);
}

const TRIM = `
  DELETE FROM crm.card_events WHERE org_id = $1 AND connection_id = $2 AND at <= greatest(
    now() - interval '${KEPT_DAYS} days',
    (SELECT at FROM crm.card_events WHERE org_id = $1 AND connection_id = $2 ORDER BY at DESC OFFSET $3 LIMIT 1))`;

/** Forgets the oldest events of a connection. */
export async function trimEvents(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  most = MOST_KEPT,
): Promise<void> {
  await db.query(TRIM, [orgId, connectionId, most]);
}
