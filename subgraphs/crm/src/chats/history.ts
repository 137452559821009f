import { isId } from '../../../../service-kit/data/ids';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { isFailure, isRefused } from '../kommo/kommo-error';
import { putMessages } from '../messages/message-store';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { putNotice } from '../sync/notices';
import { amojoOf, type Amojo, type AmojoOptions } from './amojo';
import { readChatMessage, type ChatMessage } from './chat-rows';

/*
 * Kommo posts a chat's message once. What a webhook did not bring stands in the conversation's history, so each synchronisation
 * compares the histories of conversations with news; a message that somebody wrote in Kommo and that no webhook told of is a gap:
 * it is stored, and told as an alarm.
 */

const ROWS = 50;
const MOST_PAGES = 20;
const MOST_TALKS = 20;
/** What is newer may still be on its way. */
const LATE_S = 60;

interface Compared {
  id: string;
  chatId: string;
  /** Unix seconds: what is older was compared. */
  since: number;
}

/** @throws KommoError when Kommo can't be asked */
export async function compareHistories(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  options: AmojoOptions,
): Promise<void> {
  const amojo = amojoOf(runtime, ref);
  const scope = amojo && (await scopeOf(runtime, ref));
  if (!amojo || !scope) return;
  let missed = 0;
  for (const talk of await withNews(runtime, ref)) {
    try {
      missed += await compare(runtime, ref, { amojo, scope, talk }, options);
    } catch (error) {
      if (!isRefused(error) && !isFailure(error)) throw error;
      runtime.log.warn({ err: error, talkId: talk.id }, 'a chat’s history could not be read');
      if (isFailure(error)) break; // what was found is told
    }
  }
  await noteGaps(runtime, ref, missed);
}

/** Of a channel that is connected, and with nothing new in the inbox: what waits there is no gap, unless it waits for a conversation that does not come. */
async function scopeOf(
  runtime: CrmRuntime,
  { orgId, connectionId }: ConnectionRef,
): Promise<{ path: string; since: Date } | null> {
  const [row] = (await readInOrganization(runtime.source, orgId, (db) =>
    db.query(
      `SELECT chats_scope AS path, chats_since AS since FROM crm.webhooks
        WHERE org_id = $1 AND connection_id = $2 AND chats_state = 'ACTIVE' AND chats_scope IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM crm.webhook_inbox
                           WHERE org_id = $1 AND connection_id = $2 AND done_at IS NULL AND attempts < 4 AND source = 'CHATS')`,
      [orgId, connectionId],
    ),
  )) as { path: string; since: Date }[];
  return row ?? null;
}

async function withNews(runtime: CrmRuntime, { orgId, connectionId }: ConnectionRef): Promise<Compared[]> {
  const rows = (await readInOrganization(runtime.source, orgId, (db) =>
    db.query(
      `SELECT kommo_id AS id, chat_id AS "chatId", coalesce(extract(epoch FROM history_at), 0)::bigint AS since FROM crm.talks
        WHERE org_id = $1 AND connection_id = $2 AND channel IS NOT NULL
          AND (history_at IS NULL OR history_at < updated_at OR (is_in_work AND history_at < now() - interval '1 day'))
        ORDER BY random() LIMIT ${MOST_TALKS}`,
      [orgId, connectionId],
    ),
  )) as { id: string; chatId: string; since: string }[];
  return rows.map((row) => ({ ...row, since: Number(row.since) }));
}

/** @returns how many messages no webhook had told of */
async function compare(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  { amojo, scope, talk }: { amojo: Amojo; scope: { path: string; since: Date }; talk: Compared },
  options: AmojoOptions,
): Promise<number> {
  const askedAt = Math.floor((runtime.settings.now ?? Date.now)() / 1_000);
  const { messages } = await readHistory(
    amojo,
    { scope: scope.path, chatId: talk.chatId, since: talk.since },
    options,
  );
  const settled = messages.filter(({ message }) => message.createdAt <= askedAt - LATE_S);
  return inOrganization(runtime.source, ref.orgId, async (db) => {
    const known = (await db.query(
      `SELECT coalesce(kommo_id, write_id::text) AS id FROM crm.messages
        WHERE org_id = $1 AND connection_id = $2 AND (kommo_id = ANY ($3::text[]) OR write_id = ANY ($4::uuid[]))`,
      [
        ref.orgId,
        ref.connectionId,
        settled.map(({ message }) => message.id),
        settled.flatMap(({ ownId }) => (ownId !== null && isId(ownId) ? [ownId] : [])),
      ],
    )) as { id: string }[];
    const ids = new Set(known.map(({ id }) => id));
    const fresh = settled.filter(
      ({ message, ownId }) => !ids.has(message.id) && !(ownId !== null && ids.has(ownId)),
    );
    await putMessages(
      db,
      ref,
      fresh.map(({ message }) => ({ ...message, talkId: talk.id, contactId: null })),
      true,
    );
    await db.query(
      `UPDATE crm.talks SET history_at = to_timestamp($4) WHERE org_id = $1 AND connection_id = $2 AND kommo_id = $3`,
      [ref.orgId, ref.connectionId, talk.id, askedAt - LATE_S],
    );
    // What the channel sent itself, by another program or for another organisation, no webhook tells of.
    const isGap = ({ message, ownId }: ChatMessage): boolean =>
      !message.isIncoming && ownId === null && message.createdAt * 1_000 >= scope.since.getTime();
    return fresh.filter(isGap).length;
  });
}

/**
 * What Kommo has of a conversation, page by page. It does not say in which order they come: where the latest come first, what is
 * older than `since` is left out.
 *
 * @returns whether all was read that was asked for
 * @throws KommoError
 */
export async function readHistory(
  amojo: Amojo,
  { scope, chatId, since }: { scope: string; chatId: string; since: number },
  options: AmojoOptions,
): Promise<{ messages: ChatMessage[]; isWhole: boolean }> {
  const messages: ChatMessage[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const path = `${scope}/chats/${encodeURIComponent(chatId)}/history?offset=${page * ROWS}&limit=${ROWS}`;
    const answer = await amojo.send('GET', path, undefined, options);
    const rows = (answer as { messages?: unknown } | null)?.messages;
    if (!Array.isArray(rows) || rows.length === 0) return { messages, isWhole: true };
    const read = rows.flatMap((row) => readChatMessage(row, chatId) ?? []);
    messages.push(...read);
    const times = read.map(({ message }) => message.createdAt);
    const isLatestFirst = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0));
    if (
      read.length > 0 &&
      isLatestFirst &&
      (times.at(-1) ?? 0) < since &&
      (times[0] ?? 0) > (times.at(-1) ?? 0)
    )
      return { messages, isWhole: true };
  }
  return { messages, isWhole: false };
}

async function noteGaps(runtime: CrmRuntime, ref: ConnectionRef, missed: number): Promise<void> {
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    if (missed === 0) {
      await db.query(
        `DELETE FROM crm.connection_notices
          WHERE org_id = $1 AND connection_id = $2 AND code = 'KOMMO_CHAT_GAP' AND since < now() - interval '1 day'`,
        [ref.orgId, ref.connectionId],
      );
      return;
    }
    await putNotice(db, ref, {
      code: 'KOMMO_CHAT_GAP',
      message:
        `${missed} message${missed === 1 ? '' : 's'} of chats came by no webhook and had to be fetched. Kommo posts each once: see whether it reaches our ` +
        'address within five seconds.',
    });
  });
  if (missed > 0)
    runtime.log.error({ connectionId: ref.connectionId, missed }, 'webhooks of chats were missed');
}
