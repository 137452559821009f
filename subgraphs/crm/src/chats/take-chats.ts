import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { isFailure, isRefused } from '../kommo/kommo-error';
import { syncTalks } from '../messages/fetch-talks';
import { putMessages, takeTalksTurn } from '../messages/message-store';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { amojoOf, type AmojoOptions } from './amojo';
import { readChatHook, type ChatMessage } from './chat-rows';

/*
 * What the chats' webhooks told. A message belongs to a talk, which the account's own webhooks and lists tell of: one of a chat
 * that is not known yet waits in the inbox. They are kept in the order of their thousandths, each once, and reported to Kommo as
 * delivered when the inbox has been worked through: they have reached those who read `crmMessages`.
 */

/** Reports in a turn. */
const MOST_REPORTS = 200;

interface InboxRow {
  id: string;
  body: string;
}

/** Stores what was said. @returns ids of the deliveries whose conversation is not known yet */
export async function takeChats(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  rows: readonly InboxRow[],
  options: AmojoOptions & { lane: 'webhook' },
): Promise<Set<string>> {
  const told = rows.flatMap(({ id, body }) => {
    const message = readChatHook(body);
    return message ? [{ id, message }] : [];
  });
  if (told.length === 0) return new Set();
  const chatIds = [...new Set(told.map(({ message }) => message.chatId))];
  let talks = await talksOf(runtime, ref, chatIds);
  if (chatIds.some((chatId) => !talks.has(chatId)) && (await hasAskedForTalks(runtime, ref, options))) {
    talks = await talksOf(runtime, ref, chatIds);
  }
  const known = told.filter(({ message }) => talks.has(message.chatId));
  await store(
    runtime,
    ref,
    talks,
    known.map(({ message }) => message),
  );
  return new Set(told.filter(({ message }) => !talks.has(message.chatId)).map(({ id }) => id));
}

/** Talks by chat; of several the latest. */
async function talksOf(
  runtime: CrmRuntime,
  { orgId, connectionId }: ConnectionRef,
  chatIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = (await readInOrganization(runtime.source, orgId, (db) =>
    db.query(
      `SELECT chat_id AS "chatId", max(kommo_id) AS id FROM crm.talks
        WHERE org_id = $1 AND connection_id = $2 AND chat_id = ANY ($3::text[]) GROUP BY chat_id`,
      [orgId, connectionId, chatIds],
    ),
  )) as { chatId: string; id: string }[];
  return new Map(rows.map(({ chatId, id }) => [chatId, id]));
}

async function hasAskedForTalks(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  options: AmojoOptions & { lane: 'webhook' },
): Promise<boolean> {
  try {
    await syncTalks(runtime, ref, options);
    return true;
  } catch (error) {
    if (!isFailure(error)) throw error;
    runtime.log.warn(
      { err: error, connectionId: ref.connectionId },
      'the talks of chats could not be asked for',
    );
    return false;
  }
}

async function store(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  talks: ReadonlyMap<string, string>,
  told: readonly ChatMessage[],
): Promise<void> {
  const sorted = [...told].sort((left, right) => left.message.createdAt - right.message.createdAt);
  const byTalk = new Map(sorted.map((one) => [talks.get(one.chatId) ?? '', one]));
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    await takeTalksTurn(db, ref);
    await db.query(
      `UPDATE crm.talks t SET channel = coalesce(r.channel, t.channel), updated_at = greatest(t.updated_at, to_timestamp(r.at))
         FROM unnest($3::bigint[], $4::jsonb[], $5::float8[]) AS r (id, channel, at)
        WHERE t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = r.id`,
      [
        ref.orgId,
        ref.connectionId,
        [...byTalk.keys()],
        [...byTalk.values()].map(({ channel }) => channel && JSON.stringify(channel)),
        [...byTalk.values()].map(({ message }) => Math.floor(message.createdAt)),
      ],
    );
    const rows = sorted.map(({ chatId, message }) => ({
      ...message,
      talkId: talks.get(chatId) ?? '',
      contactId: null,
    }));
    await putMessages(db, ref, rows, true);
  });
}

/**
 * Tells Kommo that what was written there has arrived. One that it could not be told of is told again less and less often, for
 * three days; telling it twice does no harm.
 */
export async function reportDelivered(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  options: AmojoOptions,
): Promise<void> {
  const { orgId, connectionId } = ref;
  const amojo = amojoOf(runtime, ref);
  if (!amojo) return;
  const due = (await readInOrganization(runtime.source, orgId, (db) =>
    db.query(
      `SELECT m.kommo_id AS id, w.chats_scope AS scope FROM crm.messages m
         JOIN crm.webhooks w ON w.org_id = $1 AND w.connection_id = $2 AND w.chats_state = 'ACTIVE' AND w.chats_since <= m.created_at
         JOIN crm.talks t ON t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = m.talk_kommo_id AND t.channel IS NOT NULL
        WHERE m.org_id = $1 AND m.connection_id = $2 AND m.state = 'SENT' AND m.write_id IS NULL
          AND m.noted_at > now() - interval '3 days'
          AND (m.asked_at IS NULL OR m.asked_at < now() - (m.asked_at - m.noted_at) / 2)
        ORDER BY m.created_at LIMIT ${MOST_REPORTS}`,
      [orgId, connectionId],
    ),
  )) as { id: string; scope: string }[];
  for (const { id, scope } of due) {
    const isTold = await report(runtime, ref, () =>
      amojo.send(
        'POST',
        `${scope}/${encodeURIComponent(id)}/delivery_status`,
        { msgid: id, delivery_status: 1 },
        options,
      ),
    );
    await inOrganization(runtime.source, orgId, (db) =>
      db.query(
        `UPDATE crm.messages SET asked_at = now(), state = CASE WHEN $4 THEN 'DELIVERED' ELSE state END,
                delivered_at = CASE WHEN $4 THEN now() ELSE delivered_at END
          WHERE org_id = $1 AND connection_id = $2 AND kommo_id = $3 AND state = 'SENT'`,
        [orgId, connectionId, id, isTold === true],
      ),
    );
    if (isTold === null) return;
  }
}

/** @returns whether it was taken; null when Kommo fails: the others wait as well */
async function report(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  send: () => Promise<unknown>,
): Promise<boolean | null> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!isFailure(error) && !isRefused(error)) throw error;
    runtime.log.warn({ err: error, connectionId: ref.connectionId }, 'a delivery could not be reported');
    return isFailure(error) ? null : false;
  }
}
