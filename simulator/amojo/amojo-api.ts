import type { Account } from '../accounts/account';
import { createCard } from '../accounts/create-card';
import { addIncoming } from '../accounts/unsorted';
import type { Talk, TalkMessage } from '../accounts/talks';
import type { Exchange } from '../http/exchange';
import type { World } from '../world';
import { NO_CONTENT, type Reply } from '../http/reply';
import { parseJson } from '../http/request-body';
import { uuidFrom } from '../random';
import { refusalOfSignature } from './channel';

/* The chats' API on Kommo's own host (kommo-api.md 5.3): requests are signed by the channel, no token is asked for. */

const ROOT = '/v2/origin/custom/';
const MOST_HISTORY = 50;
const FATES: Record<string, 'delivered' | 'read' | 'error'> = {
  '1': 'delivered',
  '2': 'read',
  '-1': 'error',
};

type Json = Record<string, unknown>;
const json = (body: unknown, status = 200): Reply => ({ status, body, contentType: 'application/json' });
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const inner = (row: Json, key: string): Json => (isJson(row[key]) ? row[key] : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const problem = (code: number, type: string, description: string): Reply =>
  json({ status: 0, error_code: code, error_type: type, error_description: description }, code);
const unknownOrigin = (): Reply => problem(404, 'ORIGIN_NOT_REGISTERED', 'NOT_FOUND');
const invalid = (what: string): Reply => problem(400, 'VALIDATION_ERROR', what);

/** Whose chats, and when. */
interface ChatCall {
  world: World;
  account: Account;
  now: number;
}

interface ScopeCall extends ChatCall {
  exchange: Exchange;
  body: Json;
  /** Parts of the path behind the scope. */
  rest: string[];
}

/** Whether a path is the chats' API. */
export const isAmojo = (path: string): boolean => path.startsWith(ROOT);

/** Answers a call to the chats' API. */
export function answerAmojo(exchange: Exchange): Reply {
  const { world, method, path } = exchange;
  const { channel } = world;
  const now = world.clock.now();
  const [scope = '', ...rest] = path.slice(ROOT.length).split('/');
  if (scope !== channel.id && !scope.startsWith(`${channel.id}_`)) return unknownOrigin();
  const refusal = refusalOfSignature(channel, exchange, now);
  if (refusal !== null) return problem(403, 'ORIGIN_INVALID_SIGNATURE', refusal);
  const parsed = exchange.body === '' ? {} : parseJson(exchange.body);
  if (!isJson(parsed)) return invalid('the body is not an object');
  const amojoId = scope === channel.id ? text(parsed['account_id']) : scope.slice(channel.id.length + 1);
  const account = world.accounts.find((one) => one.amojoId === amojoId);
  if (!account) return unknownOrigin();
  if (scope === channel.id) return connection(exchange, account, parsed, rest[0] ?? '');
  if (account.talks.channelTitle === null) return unknownOrigin();
  const call = { world, exchange, account, body: parsed, now, rest };
  if (rest.length === 0 && method === 'POST') return takeMessage(call);
  if (rest[1] === 'delivery_status' && method === 'POST') return takeStatus(call);
  if (rest[0] === 'chats' && method === 'POST') return openChat(call);
  if (rest[0] === 'chats' && rest[2] === 'history' && method === 'GET') return history(call);
  if (rest[0] === 'typing' && method === 'POST') return NO_CONTENT;
  if (rest[0] === 'react' && method === 'POST') return json({});
  return problem(404, 'NOT_FOUND', 'NOT_FOUND');
}

function connection({ world, method }: Exchange, account: Account, body: Json, what: string): Reply {
  const { channel } = world;
  if (what === 'disconnect' && method === 'DELETE') {
    account.talks.channelTitle = null;
    return json({});
  }
  if (what !== 'connect' || method !== 'POST') return problem(404, 'NOT_FOUND', 'NOT_FOUND');
  if (body['hook_api_version'] !== 'v2') return invalid('hook_api_version');
  account.talks.channelTitle = text(body['title']);
  return json({
    account_id: account.amojoId,
    scope_id: `${channel.id}_${account.amojoId}`,
    title: account.talks.channelTitle,
    hook_api_version: 'v2',
    is_time_window_disabled: false,
  });
}

const clientKey = (talk: Talk): string => talk.channel?.conversationId ?? '';
/** Of several talks of one conversation the latest. */
const talkOf = ({ account }: ChatCall, conversationId: string): Talk | undefined =>
  account.talks.all().findLast((talk) => talk.channel && clientKey(talk) === conversationId);

/** Where a customer's message goes: once a talk is over, into a new one of the same chat. */
export function talkForNews(call: ChatCall, conversationId: string, user: Json): Talk {
  const known = talkFor(call, conversationId, user);
  return known.is_in_work ? known : call.account.talks.open(known.contact_id, known.origin, call.now, known);
}

/** A conversation of the channel: with a contact and an incoming lead of its own when it is new. */
function talkFor(call: ChatCall, conversationId: string, user: Json): Talk {
  const known = talkOf(call, conversationId);
  if (known) return known;
  const { account, now } = call;
  const admin = account.users.find((one) => one.isAdmin)?.id ?? 0;
  const stamp = { at: now, by: admin };
  const name = text(user['name']);
  const pipeline = account.pipelines.find(({ isMain }) => isMain)?.id ?? 0;
  const row = addIncoming(
    account,
    {
      category: 'chats',
      source_uid: call.world.channel.id,
      source_name: account.talks.channelTitle ?? '',
      pipeline_id: pipeline,
      created_at: now,
      metadata: { client: { name }, origin: 'custom' },
      lead: { name: `Chat with ${name}` },
      contact: { name },
    },
    stamp,
  );
  const contactId = row.contact_id ?? createCard(account, 'contacts', { name }, stamp).id;
  const talk = account.talks.open(contactId, 'custom', now);
  talk.channel = {
    scope: `${call.world.channel.id}_${account.amojoId}`,
    conversationId,
    client: {
      id: uuidFrom(call.world.seed, `chat client ${text(user['id'])}`),
      clientId: text(user['id']),
      phone: text(inner(user, 'profile')['phone']),
    },
  };
  return talk;
}

function openChat(call: ScopeCall): Reply {
  const { body } = call;
  const user = inner(body, 'user');
  const conversationId = text(body['conversation_id']);
  if (conversationId === '' || text(user['id']) === '') return invalid('conversation_id');
  const talk = talkFor(call, conversationId, user);
  const { client } = talk.channel ?? { client: { id: '', clientId: '', phone: '' } };
  return json({
    id: talk.chat_id,
    user: {
      id: client.id,
      client_id: client.clientId,
      name: text(user['name']),
      avatar: '',
      phone: client.phone,
    },
  });
}

/** With a sender alone it came in; with `ref_id` of a user or the bot and a receiver it went out (kommo-api.md 5.3). */
function takeMessage(call: ScopeCall): Reply {
  const { account, body, now, exchange } = call;
  const payload = inner(body, 'payload');
  const message = inner(payload, 'message');
  const conversationId = text(payload['conversation_id']);
  const [msgid, sender, receiver] = [
    text(payload['msgid']),
    inner(payload, 'sender'),
    inner(payload, 'receiver'),
  ];
  if (body['event_type'] !== 'new_message') return invalid('event_type');
  if (msgid === '' || conversationId === '' || text(sender['id']) === '') return invalid('payload');
  const file = fileOf(message);
  if (file === null && text(message['text']) === '') return invalid('payload.message.text');
  if (message['type'] !== 'text' && file === null) return invalid('payload.message.media');
  const isOutgoing = text(receiver['id']) !== '';
  if (isOutgoing && text(sender['ref_id']) !== exchange.world.channel.botId)
    return invalid('payload.sender.ref_id');
  const talk = isOutgoing
    ? talkFor(call, conversationId, receiver)
    : talkForNews(call, conversationId, sender);
  const stored = isOutgoing
    ? account.talks.send(talk, text(message['text']), text(sender['name']), now)
    : account.talks.receive(
        { talk_id: talk.talk_id, text: text(message['text']), attachment: file ?? undefined },
        now,
      ).message;
  stored.ref_id = msgid;
  const senderId = isOutgoing ? text(sender['ref_id']) : (talk.channel?.client.id ?? '');
  return json({
    new_message: {
      conversation_id: talk.chat_id,
      sender_id: senderId,
      ...(isOutgoing ? { receiver_id: talk.channel?.client.id } : {}),
      msgid: stored.id,
      ref_id: msgid,
    },
  });
}

/** The file that a message brings; null for none. */
function fileOf(message: Json): { type: string; link: string; file_name: string } | null {
  const link = text(message['media']);
  if (message['type'] === 'text' || !URL.canParse(link)) return null;
  return { type: text(message['type']), link, file_name: text(message['file_name']) };
}

function takeStatus({ account, body, now, rest }: ScopeCall): Reply {
  const message = account.talks
    .all()
    .flatMap(({ messages }) => messages)
    .find(({ id }) => id === rest[0]);
  const fate = FATES[String(body['delivery_status'])];
  if (!message || message.type !== 'outgoing') return problem(404, 'MESSAGE_NOT_FOUND', 'NOT_FOUND');
  if (!fate) return invalid('delivery_status');
  message.fate = { status: fate, at: now };
  account.talks.reported.push({ id: message.id, status: fate });
  return json({});
}

/** The latest first; which order Kommo takes is not known. */
function history({ account, exchange, rest }: ScopeCall): Reply {
  const talks = account.talks.all().filter(({ chat_id: id, channel }) => channel && id === rest[1]);
  const query = new URLSearchParams(exchange.rawQuery);
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? MOST_HISTORY);
  if (!(limit >= 1 && limit <= MOST_HISTORY) || !(offset >= 0)) return invalid('limit');
  const rows = talks.flatMap((talk) =>
    talk.messages.map((one) => historyRow(talk, one, exchange.world.behaviour.namelessHistory)),
  );
  const found = rows.reverse().slice(offset, offset + limit);
  return found.length > 0 ? json({ messages: found }) : NO_CONTENT;
}

function historyRow({ channel }: Talk, message: TalkMessage, isNameless: boolean): Json {
  const client = { id: channel?.client.id, client_id: channel?.client.clientId };
  const person = { id: message.author.id, name: message.author.name };
  const own = {
    id: message.id,
    ...(message.ref_id === undefined || isNameless ? {} : { client_id: message.ref_id }),
    type: message.message_type,
    text: message.text,
    media: message.attachment?.link ?? '',
    file_name: message.attachment?.file_name ?? '',
    file_size: 0,
  };
  const at = { timestamp: message.created_at, msec_timestamp: message.created_at * 1_000 };
  return message.type === 'incoming'
    ? { ...at, sender: { ...client, name: person.name }, message: own }
    : { ...at, sender: person, receiver: client, message: own };
}
