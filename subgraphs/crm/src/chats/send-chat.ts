import { readInOrganization } from '../../../../service-kit/postgres/database';
import { KommoError } from '../kommo/kommo-error';
import type { Talk } from '../messages/talk.entity';
import type { CrmRuntime } from '../runtime';
import { madeByUs, type KommoWrite, type PlannedWrite } from '../writes/write-store';
import { amojoOf, type Amojo, type AmojoOptions } from './amojo';
import { readHistory } from './history';

/*
 * A message that goes out by our own channel: as the channel's bot, to who is at the other end. Its name there (`msgid`) is the
 * write's id, so one whose answer was lost is found in the conversation's history, and never sent twice.
 */

/** What is to be sent; null where the conversation is none of the channel's, or the channel is not connected. */
export async function planChat(runtime: CrmRuntime, talk: Talk, text: string): Promise<PlannedWrite | null> {
  const { channel } = runtime.settings;
  if (!channel || !talk.channel) return null;
  const { orgId, connectionId } = talk;
  const [row] = (await readInOrganization(runtime.source, orgId, (db) =>
    db.query(
      `SELECT chats_scope AS scope FROM crm.webhooks
        WHERE org_id = $1 AND connection_id = $2 AND chats_state = 'ACTIVE' AND chats_scope IS NOT NULL`,
      [orgId, connectionId],
    ),
  )) as { scope: string }[];
  if (!row) return null;
  const now = (runtime.settings.now ?? Date.now)();
  const { conversationId, receiver } = talk.channel;
  return {
    orgId,
    connectionId,
    entity: 'CHAT_MESSAGES',
    path: `${row.scope}/chats/${encodeURIComponent(talk.chatId)}`,
    body: {
      timestamp: Math.floor(now / 1_000),
      msec_timestamp: now,
      conversation_id: conversationId,
      conversation_ref_id: talk.chatId,
      sender: { id: channel.botId, ref_id: channel.botId, name: 'CashCraft' },
      receiver: {
        id: receiver.clientId === '' ? receiver.id : receiver.clientId,
        ...(receiver.id === '' ? {} : { ref_id: receiver.id }),
        name: receiver.name,
      },
      message: { type: 'text', text },
      silent: false,
    },
  };
}

/** Where a write goes: `{scope}/chats/{chat}`. */
function placeOf({ path }: KommoWrite): { scope: string; chatId: string } {
  const [scope = '', , chatId = ''] = path.split('/');
  return { scope, chatId: decodeURIComponent(chatId) };
}

/** @throws KommoError not_found where the installation has no channel any more */
function amojoFor(runtime: CrmRuntime, write: KommoWrite): Amojo {
  const amojo = amojoOf(runtime, write);
  if (!amojo) throw new KommoError('not_found', { detail: 'no chat channel is configured' });
  return amojo;
}

/** Sends it. @returns Kommo's id of it; null for an answer without one. @throws KommoError */
export async function sendChat(
  runtime: CrmRuntime,
  write: KommoWrite,
  options: AmojoOptions,
): Promise<string | null> {
  const payload = { ...write.body, msgid: write.id };
  const { scope } = placeOf(write);
  const answer = await amojoFor(runtime, write).send(
    'POST',
    scope,
    { event_type: 'new_message', payload },
    options,
  );
  const id = (answer as { new_message?: { msgid?: unknown } } | null)?.new_message?.msgid;
  return typeof id === 'string' && id !== '' ? id.slice(0, 100) : null;
}

/**
 * Looks for it in the conversation's history: by our name of it, or, where Kommo does not show the names, by its text.
 *
 * @throws KommoError; `incomplete` when there is more than we read, and it may be among the rest
 */
export async function lookUpChat(
  runtime: CrmRuntime,
  write: KommoWrite,
  options: AmojoOptions,
): Promise<string | null> {
  const since = Math.floor((write.lookedFrom?.getTime() ?? 0) / 1_000);
  const { messages, isWhole } = await readHistory(
    amojoFor(runtime, write),
    { ...placeOf(write), since },
    options,
  );
  const named = messages.find(({ ownId }) => ownId === write.id);
  if (named) return named.message.id;
  if (!isWhole) throw new KommoError('incomplete');
  if (messages.some(({ ownId }) => ownId !== null)) return null;
  const text = (write.body['message'] as { text?: unknown } | undefined)?.text;
  const like = messages.filter(
    ({ message }) => !message.isIncoming && message.text === text && message.createdAt >= since,
  );
  const ids = like.map(({ message }) => message.id);
  const taken = await readInOrganization(runtime.source, write.orgId, (db) => madeByUs(db, write, ids));
  return ids.find((id) => !taken.has(id)) ?? null;
}
