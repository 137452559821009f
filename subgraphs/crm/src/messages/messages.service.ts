import { checkFilterId, checkId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { badInput, notFound } from '../../../../service-kit/errors/errors';
import { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import type { CrmMessageFilter, CrmTalkFilter } from '../generated/types';
import { Lead } from '../leads/lead.entity';
import { Message } from './message.entity';
import { Talk } from './talk.entity';

/** The organisation's conversations, the latest news first. @throws GraphQLError BAD_USER_INPUT */
export async function listTalks(
  ctx: Context,
  args: PageArgs & { filter?: CrmTalkFilter | null },
): Promise<Page<Talk>> {
  const { connectionId, contactId, leadId, inWork } = args.filter ?? {};
  const where = new Narrowing<Talk>().and('talk.orgId = :orgId');
  if (connectionId != null) {
    where.and('talk.connectionId = :connectionId', {
      connectionId: checkFilterId(connectionId, 'filter.connectionId'),
    });
  }
  if (inWork != null) where.and(inWork ? 'talk.isInWork' : 'NOT talk.isInWork');
  if (contactId != null) {
    where.join(
      Contact,
      'contact',
      'contact.orgId = talk.orgId AND contact.connectionId = talk.connectionId AND ' +
        'contact.kommoId = talk.contactKommoId AND contact.id = :contactId',
      { contactId: checkFilterId(contactId, 'filter.contactId') },
    );
  }
  if (leadId != null) {
    where.join(
      Lead,
      'lead',
      'lead.orgId = talk.orgId AND lead.connectionId = talk.connectionId AND ' +
        'lead.kommoId = talk.leadKommoId AND lead.id = :leadId',
      { leadId: checkFilterId(leadId, 'filter.leadId') },
    );
  }
  return readPage(
    ctx,
    { entity: Talk, alias: 'talk', where, order: orderBy<Talk>('updatedAt', 'DESC') },
    args,
  );
}

/** One conversation. @throws GraphQLError NOT_FOUND */
export async function getTalk(ctx: Context, id: string): Promise<Talk> {
  const talk = await ctx.loaders.talks.load(checkId(id, 'Conversation'));
  if (!talk) throw notFound('Conversation');
  return talk;
}

/** The organisation's messages, the latest first. @throws GraphQLError BAD_USER_INPUT */
export async function listMessages(
  ctx: Context,
  args: PageArgs & { filter?: CrmMessageFilter | null },
): Promise<Page<Message>> {
  const { talkId, contactId, direction, states, clientMessageId } = args.filter ?? {};
  const where = new Narrowing<Message>().and('message.orgId = :orgId');
  if (talkId != null) {
    where.join(
      Talk,
      'talk',
      'talk.orgId = message.orgId AND talk.connectionId = message.connectionId AND ' +
        'talk.kommoId = message.talkKommoId AND talk.id = :talkId',
      { talkId: checkFilterId(talkId, 'filter.talkId') },
    );
  }
  if (contactId != null) {
    where.join(
      Contact,
      'contact',
      'contact.orgId = message.orgId AND contact.connectionId = message.connectionId AND ' +
        'contact.kommoId = message.contactKommoId AND contact.id = :contactId',
      { contactId: checkFilterId(contactId, 'filter.contactId') },
    );
  }
  if (direction != null) where.and('message.direction = :direction', { direction });
  if (states != null) where.and('message.state = ANY(:states::text[])', { states });
  if (clientMessageId?.includes('\0')) {
    throw badInput('"clientMessageId" holds broken characters.', 'filter.clientMessageId');
  }
  if (clientMessageId != null) where.and('message.clientMessageId = :clientMessageId', { clientMessageId });
  const order = orderBy<Message>('createdAt', 'DESC');
  return readPage(ctx, { entity: Message, alias: 'message', where, order }, args);
}
