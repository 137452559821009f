import { createInputCheck, type InputCheck } from '../../../../service-kit/data/input-check';
import { isId, newId } from '../../../../service-kit/data/ids';
import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { isUniqueViolation } from '../../../../service-kit/postgres/unique-violation';
import type { Context } from '../context';
import type { ReceiveChatMessageInput } from '../generated/types';
import type { Job } from '../jobs/job.entity';
import { byClientId, checkClientId, nameIsTaken } from '../messages/client-message';
import type { Attachment, Message } from '../messages/message.entity';
import { makeInKommo } from '../writes/create-card';
import { handInPath } from './hand-in';

const LONGEST_TEXT = 20_000;
const LONGEST_ID = 100;
const LONGEST_NAME = 250;
const LONGEST_URL = 2_000;
const LONGEST_FILE_NAME = 255;
/** What the messenger's clock may be ahead of ours. */
const SKEW_MS = 5 * 60_000;
const EARLIEST_MS = Date.UTC(2000, 0, 1);

/** What was handed in, as it is told to Kommo. */
interface HandedIn {
  text: string;
  attachment: Attachment | null;
  at: Date;
  conversationId: string;
  sender: { id: string; name: string; profile?: { phone?: string; email?: string } };
}

/** Hands a customer's message of our own channel to Kommo, once for ever. @throws InputRejected */
export async function receiveChatMessage(
  ctx: Context,
  input: ReceiveChatMessageInput,
): Promise<{ message: Message | null; job: Job | null }> {
  const given = checked(ctx, input);
  const known = await byClientId(ctx, input.clientMessageId);
  if (known) return { message: sameOrRefused(known, input, given), job: null };
  const { connectionId, scope } = await channelOf(ctx, input.connectionId);
  const { orgId, userId } = ctx.viewer;
  const plan = {
    orgId,
    connectionId,
    entity: 'CHAT_INCOMING' as const,
    path: handInPath(scope, given.conversationId),
    body: bodyOf(given),
  };
  const chat = { chatId: '', channel: { conversationId: given.conversationId, receiver: null } };
  try {
    const { job } = await makeInKommo(ctx, 'Message', plan, async ({ transaction: db }, writeId) => {
      // Its talk is joined once Kommo has said which chat it is in: there is none of the number 0.
      await db.query(
        `INSERT INTO crm.messages (org_id, id, connection_id, talk_kommo_id, direction, state, text, author_name, attachment,
                client_message_id, write_id, requested_by, created_at, chat)
         VALUES ($1, $2, $3, 0, 'INCOMING', 'QUEUED', $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          ...[orgId, newId(), connectionId, given.text, given.sender.name],
          given.attachment && JSON.stringify(given.attachment),
          ...[input.clientMessageId, writeId, userId, given.at, JSON.stringify(chat)],
        ],
      );
    });
    return { message: await byClientId(ctx, input.clientMessageId), job };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const other = await byClientId(ctx, input.clientMessageId); // it was handed in at the same moment
    return { message: other && sameOrRefused(other, input, given), job: null };
  }
}

function checked(ctx: Context, input: ReceiveChatMessageInput): HandedIn {
  const check = createInputCheck();
  checkClientId(check, input.clientMessageId);
  const now = (ctx.crm.settings.now ?? Date.now)();
  const conversationId = check.requiredText(input.conversationId, LONGEST_ID, ['conversationId']);
  const at = input.writtenAt == null ? new Date(now) : new Date(input.writtenAt);
  if (!(at.getTime() >= EARLIEST_MS && at.getTime() <= now + SKEW_MS)) {
    check.refuse('INVALID', ['writtenAt'], 'Give an instant that has been, and is not before the year 2000.');
  }
  const attachment = attachmentOf(check, input);
  const text = check.text(input.text ?? null, LONGEST_TEXT, ['text']) ?? '';
  if (text === '' && attachment === null) {
    check.refuse('REQUIRED', ['text'], 'Give a text, a file, or both.');
  }
  const { id, name, phone, email } = input.customer;
  const sender = {
    id: check.requiredText(id, LONGEST_ID, ['customer', 'id']),
    name: check.requiredText(name, LONGEST_NAME, ['customer', 'name']),
  };
  const profile = {
    phone: check.text(phone ?? null, LONGEST_ID, ['customer', 'phone']),
    email: check.text(email ?? null, LONGEST_NAME, ['customer', 'email']),
  };
  check.finish();
  const filled = Object.fromEntries(Object.entries(profile).filter(([, value]) => value));
  const isNamed = Object.keys(filled).length > 0;
  return {
    ...{ text, attachment, at, conversationId },
    sender: { ...sender, ...(isNamed ? { profile: filled } : {}) },
  };
}

function attachmentOf(check: InputCheck, { attachment }: ReceiveChatMessageInput): Attachment | null {
  if (attachment == null) return null;
  const url = check.requiredText(attachment.url, LONGEST_URL, ['attachment', 'url']);
  if (url !== '' && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    check.refuse('INVALID', ['attachment', 'url'], 'Give an address that begins with https:// or http://.');
  }
  const fileName =
    check.text(attachment.fileName ?? null, LONGEST_FILE_NAME, ['attachment', 'fileName']) ?? '';
  return { type: attachment.type.toLowerCase(), fileName, url };
}

function bodyOf({ text, attachment, at, conversationId, sender }: HandedIn): Record<string, unknown> {
  const file = attachment && {
    type: attachment.type,
    media: attachment.url,
    file_name: attachment.fileName,
  };
  return {
    timestamp: Math.floor(at.getTime() / 1_000),
    msec_timestamp: at.getTime(),
    conversation_id: conversationId,
    sender,
    message: { type: 'text', ...file, text },
    silent: false,
  };
}

/** Whether it is the message that is there already; of one that failed, why it did, as it was told before. @throws InputRejected */
function sameOrRefused(known: Message, input: ReceiveChatMessageInput, given: HandedIn): Message {
  const isSame =
    known.direction === 'INCOMING' &&
    known.connectionId === input.connectionId.toLowerCase() &&
    known.text === given.text &&
    known.authorName === given.sender.name &&
    (known.attachment?.url ?? null) === (given.attachment?.url ?? null) &&
    known.chat?.channel.conversationId === given.conversationId;
  if (!isSame) throw nameIsTaken();
  if (known.state !== 'FAILED') return known;
  throw new InputRejected([{ code: known.errorCode ?? '', path: [], message: known.errorMessage ?? '' }]);
}

/** The connection, and where our channel is in its account. @throws InputRejected */
async function channelOf(ctx: Context, given: string): Promise<{ connectionId: string; scope: string }> {
  const { orgId } = ctx.viewer;
  const connection = isId(given) ? await ctx.loaders.connections.load(given.toLowerCase()) : null;
  if (!connection) {
    throw reject('CONNECTION_NOT_FOUND', 'connectionId', 'Your organisation has no such connection.');
  }
  const [row] = (await readInOrganization(ctx.source, orgId, (db) =>
    db.query(
      `SELECT chats_scope AS scope FROM crm.webhooks
        WHERE org_id = $1 AND connection_id = $2 AND chats_state = 'ACTIVE' AND chats_scope IS NOT NULL`,
      [orgId, connection.id],
    ),
  )) as { scope: string }[];
  if (!ctx.crm.settings.channel || !row) {
    throw reject(
      'NO_OWN_CHANNEL',
      'connectionId',
      'This installation has no chat channel in that account. See "chatsState" of its webhook.',
    );
  }
  return { connectionId: connection.id, scope: row.scope };
}
