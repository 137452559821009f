import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { instant } from '../mirror/mirror-table';
import type { ConnectionRef } from '../runtime';
import type { MessageRow, TalkRow } from './message-rows';

const byId = <R extends { id: string }>(rows: readonly R[]): R[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

/**
 * Waits for its turn with an account's conversations, until the transaction ends. Storing locks talks and messages of several kinds in the
 * order in which they are told of, so each that locks more than one row of them takes the turn before the first.
 */
export async function takeTalksTurn(db: EntityManager, { connectionId }: ConnectionRef): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`crm talks ${connectionId}`]);
}

/** Stores talks; a newer one of ours stays. */
export async function putTalks(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  given: readonly TalkRow[],
): Promise<void> {
  const rows = byId([...given].sort((left, right) => left.updatedAt - right.updatedAt));
  if (rows.length === 0) return;
  await takeTalksTurn(db, { orgId, connectionId });
  await db.query(
    `INSERT INTO crm.talks AS t (org_id, connection_id, id, kommo_id, chat_id, contact_kommo_id, lead_kommo_id, origin,
            is_in_work, is_read, created_at, updated_at)
     SELECT $1, $2, r.* FROM unnest($3::uuid[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::text[],
            $9::boolean[], $10::boolean[], $11::timestamptz[], $12::timestamptz[]) AS r
     ON CONFLICT (org_id, connection_id, kommo_id) DO UPDATE
        SET chat_id = EXCLUDED.chat_id, contact_kommo_id = coalesce(EXCLUDED.contact_kommo_id, t.contact_kommo_id),
            lead_kommo_id = coalesce(EXCLUDED.lead_kommo_id, t.lead_kommo_id), origin = EXCLUDED.origin,
            is_in_work = EXCLUDED.is_in_work, is_read = EXCLUDED.is_read, updated_at = EXCLUDED.updated_at
      WHERE EXCLUDED.updated_at >= t.updated_at
        AND (EXCLUDED.is_in_work, EXCLUDED.is_read, EXCLUDED.updated_at) IS DISTINCT FROM (t.is_in_work, t.is_read, t.updated_at)`,
    [
      orgId,
      connectionId,
      rows.map(() => newId()),
      rows.map((row) => row.id),
      rows.map((row) => row.chatId),
      rows.map((row) => row.contactId),
      rows.map((row) => row.leadId),
      rows.map((row) => row.origin),
      rows.map((row) => row.isInWork),
      rows.map((row) => row.isRead),
      rows.map((row) => instant(row.createdAt)),
      rows.map((row) => instant(row.updatedAt)),
    ],
  );
  await joinTalks(db, { orgId, connectionId });
}

/**
 * Joins messages that were handed in for our own channel (chats/hand-in.ts) with their talks: by what Kommo told of them, and until it has
 * by their chats, with the talk that is in work: one that is over gets no messages any more, and the next one comes with its first. A
 * talk that had no channel has theirs from then on.
 *
 * @param db has the turn ({@link takeTalksTurn})
 * @param told which talks they stand in, by Kommo's word: that holds against what was guessed
 */
export async function joinTalks(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  told: readonly { id: string; talkId: string }[] = [],
): Promise<void> {
  const toldIds = told.map(({ id }) => id);
  const open = (await db.query(
    `SELECT id FROM crm.messages m WHERE org_id = $1 AND connection_id = $2
        AND (talk_kommo_id = 0 OR (kommo_id = ANY ($3::text[]) AND (chat ->> 'isGuessed')::boolean))
      ORDER BY id FOR UPDATE`,
    [orgId, connectionId, toldIds],
  )) as { id: string }[];
  if (open.length === 0) return;
  const joined = (await db.query(
    `WITH found AS (
       SELECT m.id, m.chat, r.talk IS NULL AS is_guessed, coalesce(r.talk, (
                SELECT max(t.kommo_id) FROM crm.talks t WHERE t.org_id = $1 AND t.connection_id = $2 AND t.is_in_work
                   AND t.chat_id = nullif(m.chat ->> 'chatId', ''))) AS talk
         FROM crm.messages m
         LEFT JOIN unnest($3::text[], $4::bigint[]) AS r (kommo_id, talk) ON r.kommo_id = m.kommo_id
        WHERE m.org_id = $1 AND m.id = ANY ($5::uuid[])
     ), moved AS (
       UPDATE crm.messages m SET talk_kommo_id = f.talk, contact_kommo_id = coalesce(t.contact_kommo_id, m.contact_kommo_id),
              chat = CASE WHEN f.is_guessed THEN m.chat || '{"isGuessed": true}' ELSE m.chat - 'isGuessed' END
         FROM found f LEFT JOIN crm.talks t ON t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = f.talk
        WHERE f.talk IS NOT NULL AND m.org_id = $1 AND m.id = f.id
     )
     SELECT DISTINCT ON (t.kommo_id) t.kommo_id AS talk, f.chat -> 'channel' AS channel
       FROM found f JOIN crm.talks t ON t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = f.talk AND t.channel IS NULL
      WHERE f.chat -> 'channel' ->> 'receiver' IS NOT NULL ORDER BY t.kommo_id, f.id`,
    [orgId, connectionId, toldIds, told.map(({ talkId }) => talkId), open.map(({ id }) => id)],
  )) as { talk: string; channel: unknown }[];
  for (const { talk, channel } of joined) {
    await db.query(
      `UPDATE crm.talks SET channel = $4 WHERE org_id = $1 AND connection_id = $2 AND kommo_id = $3 AND channel IS NULL`,
      [orgId, connectionId, talk, JSON.stringify(channel)],
    );
  }
}

/** What Kommo's word of a delivery is to us. */
const STATES: Record<string, string> = {
  sent: 'SENT',
  delivered: 'DELIVERED',
  read: 'READ',
  error: 'FAILED',
};
const ORDER = `array_position(ARRAY['QUEUED', 'SENT', 'DELIVERED', 'READ', 'FAILED'], `;

/**
 * Stores messages, each once; what is heard again moves an outgoing one on, never back. A talk that is not known yet is made of
 * what its message says.
 *
 * @param isByChat their talks were found by their chats: that is no word of Kommo's
 */
export async function putMessages(
  db: EntityManager,
  ref: ConnectionRef,
  given: readonly MessageRow[],
  isByChat = false,
): Promise<void> {
  const rows = byId(given);
  if (rows.length === 0) return;
  await takeTalksTurn(db, ref);
  const stateOf = (row: MessageRow) => (row.isIncoming ? 'RECEIVED' : (STATES[row.delivery ?? ''] ?? 'SENT'));
  await db.query(
    `INSERT INTO crm.messages AS m (org_id, connection_id, id, kommo_id, talk_kommo_id, contact_kommo_id, direction, state,
            text, author_name, attachment, created_at, delivered_at, error_code, error_message, error_at)
     SELECT $1, $2, r.id, r.kommo_id, r.talk, coalesce(r.contact, t.contact_kommo_id), r.direction, r.state, r.text, r.author,
            r.attachment, r.at, CASE WHEN r.state IN ('DELIVERED', 'READ') THEN now() END,
            CASE WHEN r.state = 'FAILED' THEN 'KOMMO_NOT_DELIVERED' END,
            CASE WHEN r.state = 'FAILED' THEN 'The messenger did not take the message.' END,
            CASE WHEN r.state = 'FAILED' THEN now() END
       FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[],
            $11::jsonb[], $12::timestamptz[])
         AS r (id, kommo_id, talk, contact, direction, state, text, author, attachment, at)
       LEFT JOIN crm.talks t ON t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = r.talk
     ON CONFLICT (org_id, connection_id, kommo_id) DO UPDATE
        SET state = EXCLUDED.state, delivered_at = coalesce(m.delivered_at, EXCLUDED.delivered_at),
            contact_kommo_id = coalesce(m.contact_kommo_id, EXCLUDED.contact_kommo_id), error_code = EXCLUDED.error_code, error_message = EXCLUDED.error_message, error_at = EXCLUDED.error_at
      WHERE ${ORDER}EXCLUDED.state) > ${ORDER}m.state)`,
    [
      ref.orgId,
      ref.connectionId,
      rows.map(() => newId()),
      rows.map((row) => row.id),
      rows.map((row) => row.talkId),
      rows.map((row) => row.contactId),
      rows.map((row) => (row.isIncoming ? 'INCOMING' : 'OUTGOING')),
      rows.map(stateOf),
      rows.map((row) => row.text),
      rows.map((row) => row.authorName),
      rows.map((row) => (row.attachment === null ? null : JSON.stringify(row.attachment))),
      rows.map((row) => instant(row.createdAt)),
    ],
  );
  await joinTalks(db, ref, isByChat ? [] : rows);
}
