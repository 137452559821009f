import { z } from 'zod';
import { clean } from '../kommo/json';
import { attachmentAt, type MessageRow } from '../messages/message-rows';
import type { TalkChannel } from '../messages/talk.entity';

/* Messages as the chats' API gives them: in its webhooks, and in a conversation's history (kommo-api.md 5.3). */

/** A message of a conversation, which is known by its chat until its talk is found. */
export interface ChatMessage {
  chatId: string;
  /** Of webhooks: who is at the other end. */
  channel: TalkChannel | null;
  /** The channel's own name of the message: of those that we sent. */
  ownId: string | null;
  message: Omit<MessageRow, 'talkId' | 'contactId'>;
}

const Loose = z.record(z.string(), z.unknown());
type Row = z.infer<typeof Loose>;

const LONGEST_TEXT = 100_000;
const LONGEST_ID = 100;
const LONGEST_NAME = 500;
/** Times beyond are no times: year 2100. */
const LATEST_S = 4_102_444_800;

const inner = (row: Row, key: string): Row => Loose.safeParse(row[key]).data ?? {};
const textOf = (value: unknown, longest: number): string =>
  typeof value === 'string' ? clean(value.slice(0, longest)) : '';
const firstText = (row: Row, ...keys: string[]): string =>
  keys.map((key) => textOf(row[key], LONGEST_ID)).find((text) => text !== '') ?? '';

const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;

/** Unix seconds, with thousandths where Kommo gives them: messages of one second keep their order. */
function instantOf(row: Row): number | null {
  const seconds = numberOf(row['msec_timestamp']) / 1_000;
  const at = seconds > 0 ? seconds : numberOf(row['timestamp']);
  return at > 0 && at < LATEST_S ? at : null;
}

/** Reads a webhook's body; null for one that tells of no message: somebody types, or reacts. Never throws. */
export function readChatHook(text: string): ChatMessage | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const row = inner(Loose.safeParse(parsed).data ?? {}, 'message');
  const conversation = inner(row, 'conversation');
  return readChatMessage(row, textOf(conversation['id'], LONGEST_NAME));
}

/** Reads a message; null for what is none. */
export function readChatMessage(given: unknown, chatId: string): ChatMessage | null {
  const row = Loose.safeParse(given).data ?? {};
  const own = inner(row, 'message');
  const [sender, receiver] = [inner(row, 'sender'), inner(row, 'receiver')];
  const id = textOf(own['id'], LONGEST_ID);
  const createdAt = instantOf(row);
  if (id === '' || chatId === '' || createdAt === null) return null;
  // Who has an id of the channel's is its customer: only what goes to one has a receiver with it.
  const isIncoming = firstText(receiver, 'client_id', 'id') === '';
  return {
    chatId,
    channel: channelOf(row, receiver),
    ownId: firstText(own, 'client_id', 'ref_id') || null,
    message: {
      id,
      isIncoming,
      text: textOf(own['text'], LONGEST_TEXT),
      authorName: textOf(sender['name'], LONGEST_NAME),
      attachment: attachmentAt({ link: own['media'], type: own['type'], file_name: own['file_name'] }),
      createdAt,
      delivery: isIncoming ? null : 'sent',
    },
  };
}

function channelOf(row: Row, receiver: Row): TalkChannel | null {
  const conversationId = textOf(inner(row, 'conversation')['client_id'], LONGEST_NAME);
  const [id, clientId] = [textOf(receiver['id'], LONGEST_ID), textOf(receiver['client_id'], LONGEST_ID)];
  if (conversationId === '' || (id === '' && clientId === '')) return null;
  return { conversationId, receiver: { id, clientId, name: textOf(receiver['name'], LONGEST_NAME) } };
}
