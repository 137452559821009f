import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { KommoError } from '../kommo/kommo-error';
import type { MessageChat } from '../messages/message.entity';
import type { CrmRuntime } from '../runtime';
import { madeByUs, type KommoWrite } from '../writes/write-store';
import { amojoOf, type Amojo, type AmojoOptions } from './amojo';
import type { ChatMessage } from './chat-rows';
import { readHistory } from './history';

/*
 * A customer's message that a messenger hands in for our own channel: told to Kommo with a sender alone (kommo-api.md 5.3). Its name there
 * (`msgid`) is the write's id, so one whose answer was lost is found in the conversation's history, and never told twice. The talk that it
 * belongs to Kommo's answer does not name: it is joined by its chat when we hear of it (messages/message-store.ts).
 */

/** Where such a write goes: `{scope}/conversations/{the messenger's name of it}`. */
export const handInPath = (scope: string, conversationId: string): string =>
  `${scope}/conversations/${encodeURIComponent(conversationId)}`;

interface Sender {
  id: string;
  name: string;
}

function placeOf({ path, body }: KommoWrite): { scope: string; conversationId: string; sender: Sender } {
  const [scope = '', , conversation = ''] = path.split('/');
  return { scope, conversationId: decodeURIComponent(conversation), sender: body['sender'] as Sender };
}

function amojoFor(runtime: CrmRuntime, write: KommoWrite): Amojo {
  const amojo = amojoOf(runtime, write);
  if (!amojo) throw new KommoError('not_found', { detail: 'no chat channel is configured' });
  return amojo;
}

const idIn = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 100) : '');

/** Tells it. @returns Kommo's id of it; null for an answer without one. @throws KommoError */
export async function sendHandedIn(
  runtime: CrmRuntime,
  write: KommoWrite,
  options: AmojoOptions,
): Promise<string | null> {
  const { scope } = placeOf(write);
  const payload = { ...write.body, msgid: write.id };
  const answer = await amojoFor(runtime, write).send(
    'POST',
    scope,
    { event_type: 'new_message', payload },
    options,
  );
  const told = (answer as { new_message?: Record<string, unknown> } | null)?.new_message ?? {};
  const id = idIn(told['msgid']);
  if (id === '') return null;
  await noteChat(runtime, write, {
    chatId: idIn(told['conversation_id']),
    senderId: idIn(told['sender_id']),
  });
  return id;
}

async function noteChat(
  runtime: CrmRuntime,
  write: KommoWrite,
  { chatId, senderId }: { chatId: string; senderId: string },
): Promise<void> {
  const { conversationId, sender } = placeOf(write);
  const receiver = { id: senderId, clientId: sender.id, name: sender.name };
  const chat: MessageChat = { chatId, channel: { conversationId, receiver } };
  await inOrganization(runtime.source, write.orgId, (db) =>
    db.query('UPDATE crm.messages SET chat = $3 WHERE org_id = $1 AND write_id = $2', [
      write.orgId,
      write.id,
      JSON.stringify(chat),
    ]),
  );
}

/**
 * Looks for it in the conversation's history: by our name of it, or, where Kommo does not show the names, by its text.
 *
 * @throws KommoError; `incomplete` when there is more than we read, and it may be among the rest
 */
export async function lookUpHandedIn(
  runtime: CrmRuntime,
  write: KommoWrite,
  options: AmojoOptions,
): Promise<string | null> {
  const amojo = amojoFor(runtime, write);
  const chat = await chatOf(runtime, amojo, write, options);
  // What was written earlier stands where it was written, however late it was told.
  const writtenAt = Number(write.body['timestamp']);
  const since = Math.min(Math.floor((write.lookedFrom?.getTime() ?? 0) / 1_000), writtenAt);
  const { messages, isWhole } = await readHistory(
    amojo,
    { scope: placeOf(write).scope, chatId: chat.chatId, since },
    options,
  );
  const named = messages.find(({ ownId }) => ownId === write.id);
  if (!named && !isWhole) throw new KommoError('incomplete');
  const isNameless = messages.every(({ ownId }) => ownId === null);
  const like = isNameless ? messages.filter(({ message }) => saysIt(write, message)) : [];
  const found = named?.message.id ?? (await firstFree(runtime, write, like));
  if (found === null) return null;
  await noteChat(runtime, write, chat);
  return found;
}

/** Whether a message of the history says what was handed in. */
function saysIt({ body }: KommoWrite, message: ChatMessage['message']): boolean {
  const { text = '', media } = (body['message'] ?? {}) as { text?: unknown; media?: unknown };
  return (
    message.isIncoming &&
    message.text === text &&
    Math.floor(message.createdAt) === Number(body['timestamp']) &&
    isSameFile(typeof media === 'string' ? media : null, message.attachment?.url ?? null)
  );
}

/** Kommo may show its own copy of a file, at an address of its own or one without a host: one elsewhere may be the file. */
export function isSameFile(told: string | null, shown: string | null): boolean {
  if (told === null || shown === null) return told === shown;
  return told === shown || hostOf(told) !== hostOf(shown);
}

const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).host : null);

/** The first that no other message of ours is known as: equal ones take one each. */
async function firstFree(
  runtime: CrmRuntime,
  write: KommoWrite,
  like: readonly ChatMessage[],
): Promise<string | null> {
  const ids = like.map(({ message }) => message.id);
  if (ids.length === 0) return null;
  const taken = await readInOrganization(runtime.source, write.orgId, async (db) => {
    const made = await madeByUs(db, write, ids);
    const others = (await db.query(
      `SELECT kommo_id FROM crm.messages WHERE org_id = $1 AND connection_id = $2 AND kommo_id = ANY ($3::text[])
          AND write_id <> $4`,
      [write.orgId, write.connectionId, ids, write.id],
    )) as { kommo_id: string }[];
    return new Set([...made, ...others.map((row) => row.kommo_id)]);
  });
  return ids.find((id) => !taken.has(id)) ?? null;
}

/** Kommo's names of the conversation and of the customer: of one that it does not know yet they are made, as the message would have. */
async function chatOf(
  runtime: CrmRuntime,
  amojo: Amojo,
  write: KommoWrite,
  options: AmojoOptions,
): Promise<{ chatId: string; senderId: string }> {
  const { scope, conversationId, sender } = placeOf(write);
  const [known] = (await readInOrganization(runtime.source, write.orgId, (db) =>
    db.query(
      `SELECT chat_id AS "chatId", channel -> 'receiver' ->> 'id' AS "senderId" FROM crm.talks
        WHERE org_id = $1 AND connection_id = $2 AND channel ->> 'conversationId' = $3 ORDER BY kommo_id DESC LIMIT 1`,
      [write.orgId, write.connectionId, conversationId],
    ),
  )) as { chatId: string; senderId: string }[];
  if (known) return known;
  const wish = { conversation_id: conversationId, user: sender };
  const answer = (await amojo.send('POST', `${scope}/chats`, wish, options)) as {
    id?: unknown;
    user?: { id?: unknown };
  } | null;
  const chatId = idIn(answer?.id);
  if (chatId === '') throw new KommoError('malformed', { detail: 'the chat has no id' });
  return { chatId, senderId: idIn(answer?.user?.id) };
}
