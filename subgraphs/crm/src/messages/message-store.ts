import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { instant } from '../mirror/mirror-table';
import type { ConnectionRef } from '../runtime';
import type { MessageRow, TalkRow } from './message-rows';

const byId = <R extends { id: string }>(rows: readonly R[]): R[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

/** Stores talks; a newer one of ours stays. */
export async function putTalks(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  given: readonly TalkRow[],
): Promise<void> {
  const rows = byId([...given].sort((left, right) => left.updatedAt - right.updatedAt));
  if (rows.length === 0) return;
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
 * Joins messages that were handed in for our own channel (chats/hand-in.ts) with their talks, by their chats or by what was told of them; a
 * talk that had none has them as its channel's from then on.
 */
export async function joinTalks(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  told: readonly { id: string; talkId: string }[] = [],
): Promise<void> {
  await db.query(
    `WITH open AS (
       SELECT m.id, m.chat, coalesce(r.talk, (
                SELECT max(t.kommo_id) FROM crm.talks t
                 WHERE t.org_id = $1 AND t.connection_id = $2 AND t.chat_id = nullif(m.chat ->> 'chatId', ''))) AS talk
         FROM crm.messages m
         LEFT JOIN unnest($3::text[], $4::bigint[]) AS r (kommo_id, talk) ON r.kommo_id = m.kommo_id
        WHERE m.org_id = $1 AND m.connection_id = $2 AND m.talk_kommo_id = 0
     ), joined AS (
       UPDATE crm.messages m SET talk_kommo_id = o.talk, contact_kommo_id = coalesce(m.contact_kommo_id, t.contact_kommo_id)
         FROM open o LEFT JOIN crm.talks t ON t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = o.talk
        WHERE o.talk IS NOT NULL AND m.org_id = $1 AND m.id = o.id
     )
     UPDATE crm.talks t SET channel = o.chat -> 'channel'
       FROM open o WHERE t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = o.talk AND t.channel IS NULL
        AND o.chat -> 'channel' ->> 'receiver' IS NOT NULL`,
    [orgId, connectionId, told.map(({ id }) => id), told.map(({ talkId }) => talkId)],
  );
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
 */
export async function putMessages(
  db: EntityManager,
  ref: ConnectionRef,
  given: readonly MessageRow[],
): Promise<void> {
  const rows = byId(given);
  if (rows.length === 0) return;
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
  await joinTalks(db, ref, rows);
}
