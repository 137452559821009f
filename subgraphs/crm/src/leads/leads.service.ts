import type { SelectQueryBuilder } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, isId } from '../../../../service-kit/data/ids';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { readPage, type Page, type PageArgs, type SortColumn } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { LeadFilter, LeadOrder } from '../generated/types';
import { Pipeline } from '../pipelines/pipeline.entity';
import { LOST_STAGE, Stage, WON_STAGE } from '../pipelines/stage.entity';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { cardOrder, cardQuery, countLater } from '../cards/card-list';
import { keyArrays } from '../cards/kommo-key-query';
import { LeadContact } from './lead-contact.entity';
import { Lead } from './lead.entity';

function narrow(query: SelectQueryBuilder<Lead>, filter: LeadFilter): void {
  const { pipelineId, stageId, status } = filter;
  if (pipelineId != null) {
    query.innerJoin(
      Pipeline,
      'pipeline',
      'pipeline.orgId = card.orgId AND pipeline.connectionId = card.connectionId AND ' +
        'pipeline.kommoId = card.pipelineKommoId AND pipeline.id = :pipelineId',
      { pipelineId: isId(pipelineId) ? pipelineId : null },
    );
  }
  if (stageId != null) {
    query.innerJoin(
      Stage,
      'stage',
      'stage.orgId = card.orgId AND stage.connectionId = card.connectionId AND ' +
        'stage.pipelineKommoId = card.pipelineKommoId AND stage.kommoId = card.stageKommoId AND stage.id = :stageId',
      { stageId: isId(stageId) ? stageId : null },
    );
  }
  if (status === 'WON') query.andWhere('card.stageKommoId = :won', { won: WON_STAGE });
  if (status === 'LOST') query.andWhere('card.stageKommoId = :lost', { lost: LOST_STAGE });
  if (status === 'OPEN') {
    const open = '(card.stageKommoId IS NULL OR card.stageKommoId <> ALL(:closed::bigint[]))';
    query.andWhere(open, { closed: [WON_STAGE, LOST_STAGE] });
  }
}

function orderOf(order: LeadOrder): SortColumn<Lead>[] {
  if (order !== 'PRICE_ASC' && order !== 'PRICE_DESC') return cardOrder(order);
  const direction = order === 'PRICE_ASC' ? 'ASC' : 'DESC';
  return [
    { sql: 'card.price', type: 'numeric', direction, valueOf: (row) => row.price },
    { sql: 'card.id', type: 'uuid', direction, valueOf: (row) => row.id },
  ];
}

/** The organisation's leads. @throws GraphQLError BAD_USER_INPUT */
export async function listLeads(
  ctx: Context,
  args: PageArgs & { filter?: LeadFilter | null; orderBy: LeadOrder },
): Promise<Page<Lead>> {
  const { filter, orderBy } = args;
  return read(ctx, (db) => {
    const query = cardQuery(db, Lead, ctx.viewer.orgId, filter, 'leads');
    if (filter) narrow(query, filter);
    return readPage(query, orderOf(orderBy), args, countLater(ctx, query));
  });
}

/** One lead. @throws GraphQLError NOT_FOUND */
export async function getLead(ctx: Context, id: string): Promise<Lead> {
  const lead = await ctx.loaders.leads.load(checkId(id, 'Lead'));
  if (!lead) throw notFound('Lead');
  return lead;
}

/** Each lead's links to contacts, the main one first, then in Kommo's order. */
export async function contactLinksByLead(ctx: Context, keys: readonly KommoKey[]): Promise<LeadContact[][]> {
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(LeadContact, 'link')
      .where('link.orgId = :orgId', { orgId: ctx.viewer.orgId })
      .andWhere('link.connectionId = ANY(:connections::uuid[])')
      .andWhere('link.leadKommoId = ANY(:numbers::bigint[])')
      .setParameters(keyArrays(keys))
      .orderBy('link.isMain', 'DESC')
      .addOrderBy('link.position')
      .getMany(),
  );
  return groupByKey(keys.map(kommoKeyText), rows, ({ connectionId, leadKommoId }) =>
    kommoKeyText({ connectionId, kommoId: leadKommoId }),
  );
}

/** A lead's contacts that we hold and that are not deleted, the main one first. */
export async function contactsOfLead(ctx: Context, lead: Lead) {
  const links = await ctx.loaders.contactLinks.load(lead);
  const contacts = await ctx.loaders.contactsByKommoId.loadMany(
    links.map(({ connectionId, contactKommoId }) => ({ connectionId, kommoId: contactKommoId })),
  );
  return contacts.flatMap((contact) => {
    if (contact instanceof Error) throw contact;
    return contact && !contact.isDeleted ? [contact] : [];
  });
}
