import { createInputCheck } from '../../../../service-kit/data/input-check';
import { isId, newId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import { isUniqueViolation } from '../../../../service-kit/postgres/unique-violation';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { planChat } from '../chats/send-chat';
import type { Context } from '../context';
import type { SendMessageInput } from '../generated/types';
import type { Job } from '../jobs/job.entity';
import { makeInKommo } from '../writes/create-card';
import { byClientId, checkClientId, nameIsTaken } from './client-message';
import type { Message } from './message.entity';
import { Talk } from './talk.entity';

/*
 * A message goes out once. Its `clientMessageId` is its name for ever: who sends it again is answered the message that is there.
 * What is not certain is looked up in the talk's messages before it is sent again, and where Kommo does not show them it is never
 * sent again (writes/carry-out.ts).
 */

const LONGEST_TEXT = 20_000;

/** Sends a message. @throws InputRejected */
export async function sendMessage(
  ctx: Context,
  input: SendMessageInput,
): Promise<{ message: Message | null; job: Job | null }> {
  const check = createInputCheck();
  const text = check.requiredText(input.text, LONGEST_TEXT, ['text']);
  checkClientId(check, input.clientMessageId);
  check.finish();
  const known = await byClientId(ctx, input.clientMessageId);
  if (known) return { message: await sameOrRefused(ctx, known, input, text), job: null };
  const talk = await talkOf(ctx, input);
  const { orgId, userId } = ctx.viewer;
  const { connectionId, kommoId } = talk;
  const plan = (await planChat(ctx.crm, talk, text)) ?? {
    orgId,
    connectionId,
    entity: 'MESSAGES' as const,
    path: `/talks/${kommoId}/send_message`,
    body: { text },
  };
  try {
    const { job } = await makeInKommo(ctx, 'Message', plan, async ({ transaction: db }, writeId) => {
      await db.query(
        `INSERT INTO crm.messages (org_id, id, connection_id, talk_kommo_id, contact_kommo_id, direction, state, text,
                author_name, client_message_id, write_id, requested_by, created_at)
         VALUES ($1, $2, $3, $4, $5, 'OUTGOING', 'QUEUED', $6, '', $7, $8, $9, $10)`,
        [
          orgId,
          newId(),
          connectionId,
          kommoId,
          talk.contactKommoId,
          text,
          input.clientMessageId,
          writeId,
          userId,
          new Date((ctx.crm.settings.now ?? Date.now)()),
        ],
      );
    });
    return { message: await byClientId(ctx, input.clientMessageId), job };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const other = await byClientId(ctx, input.clientMessageId); // it was sent at the same moment
    return { message: other && (await sameOrRefused(ctx, other, input, text)), job: null };
  }
}

async function sameOrRefused(
  ctx: Context,
  known: Message,
  input: SendMessageInput,
  text: string,
): Promise<Message> {
  const isOurs = known.direction === 'OUTGOING' && known.text === text;
  if (isOurs && (await isFor(ctx, known, input))) return known;
  throw nameIsTaken();
}

/** Whether it went to that receiver; a contact's conversation may be closed by now. @throws InputRejected */
async function isFor(ctx: Context, known: Message, input: SendMessageInput): Promise<boolean> {
  const { connectionId, talkKommoId, contactKommoId } = known;
  const { talkId, contactId } = input;
  if (contactId != null && talkId == null && isId(contactId)) {
    const contact = await ctx.loaders.contacts.load(contactId.toLowerCase());
    return contact?.connectionId === connectionId && contact.kommoId === contactKommoId;
  }
  const talk = await talkOf(ctx, input);
  return talk.connectionId === connectionId && talk.kommoId === talkKommoId;
}

async function talkOf(ctx: Context, { talkId, contactId }: SendMessageInput): Promise<Talk> {
  if ((talkId == null) === (contactId == null)) {
    throw reject('RECEIVER_NEEDED', '', 'Give either talkId or contactId.');
  }
  if (talkId != null) {
    const talk = isId(talkId) ? await ctx.loaders.talks.load(talkId.toLowerCase()) : null;
    if (!talk) throw reject('TALK_NOT_FOUND', 'talkId', 'Your organisation has no such conversation.');
    return talk;
  }
  const id = contactId ?? '';
  const contact = isId(id) ? await ctx.loaders.contacts.load(id.toLowerCase()) : null;
  if (!contact || contact.isDeleted) {
    throw reject('CONTACT_NOT_FOUND', 'contactId', 'Your organisation has no such contact.');
  }
  const { orgId, connectionId, kommoId: contactKommoId } = contact;
  const [open] = await readInOrganization(ctx.source, orgId, (db) =>
    db.find(Talk, {
      where: { orgId, connectionId, contactKommoId, isInWork: true },
      order: { updatedAt: 'DESC' },
      take: 1,
    }),
  );
  if (open) return open;
  throw reject(
    'NO_CONVERSATION',
    'contactId',
    'There is no open conversation with this contact. Kommo lets us answer where a customer has written; begin it there.',
  );
}
