import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, idOrNull } from '../../../../service-kit/data/ids';
import { lateral } from '../../../../service-kit/data/lateral';
import { groupByKey } from '../../../../service-kit/data/loaders';
import type { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage, type SortColumn } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { defineTaggedRead } from '../../../../service-kit/data/read';
import { cardOrder, cardsMatching } from '../cards/card-list';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { keyArrays } from '../cards/kommo-key-query';
import { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import type { LeadFilter, LeadOrder } from '../generated/types';
import { Pipeline } from '../pipelines/pipeline.entity';
import { LOST_STAGE, Stage, WON_STAGE } from '../pipelines/stage.entity';
import { Lead } from './lead.entity';

function narrow(where: Narrowing<Lead>, { pipelineId, stageId, status }: LeadFilter): void {
  if (pipelineId != null) {
    where.join(
      Pipeline,
      'pipeline',
      'pipeline.orgId = card.orgId AND pipeline.connectionId = card.connectionId AND ' +
        'pipeline.kommoId = card.pipelineKommoId AND pipeline.id = :pipelineId',
      { pipelineId: idOrNull(pipelineId) },
    );
  }
  if (stageId != null) {
    where.join(
      Stage,
      'stage',
      'stage.orgId = card.orgId AND stage.connectionId = card.connectionId AND ' +
        'stage.pipelineKommoId = card.pipelineKommoId AND stage.kommoId = card.stageKommoId AND stage.id = :stageId',
      { stageId: idOrNull(stageId) },
    );
  }
  if (status === 'WON') where.and('card.stageKommoId = :won', { won: WON_STAGE });
  if (status === 'LOST') where.and('card.stageKommoId = :lost', { lost: LOST_STAGE });
  if (status === 'OPEN') {
    const open = '(card.stageKommoId IS NULL OR card.stageKommoId <> ALL(:closed::bigint[]))';
    where.and(open, { closed: [WON_STAGE, LOST_STAGE] });
  }
}

function orderOf(order: LeadOrder): SortColumn<Lead>[] {
  if (order !== 'PRICE_ASC' && order !== 'PRICE_DESC') return cardOrder(order);
  return orderBy<Lead>('price', order === 'PRICE_ASC' ? 'ASC' : 'DESC');
}

/** The organisation's leads. @throws GraphQLError BAD_USER_INPUT */
export async function listLeads(
  ctx: Context,
  args: PageArgs & { filter?: LeadFilter | null; orderBy: LeadOrder },
): Promise<Page<Lead>> {
  const { filter, orderBy: order } = args;
  const where = cardsMatching<Lead>(filter, 'leads');
  if (filter) narrow(where, filter);
  return readPage(ctx, { entity: Lead, alias: 'card', where, order: orderOf(order) }, args);
}

/** One lead. @throws GraphQLError NOT_FOUND */
export async function getLead(ctx: Context, id: string): Promise<Lead> {
  const lead = await ctx.loaders.leads.load(checkId(id, 'Lead'));
  if (!lead) throw notFound('Lead');
  return lead;
}

/** The limit keeps the planner to one contact at a time, by its key: a join made it scan whole tables while they were new. */
const readContacts = defineTaggedRead<Contact>({
  entity: Contact,
  alias: 'contact',
  keys: ['connectionId'],
  build: (query) =>
    query
      .where('contact.orgId = :orgId AND contact.connectionId = link.connection_id')
      .andWhere('contact.kommoId = link.contact_kommo_id AND NOT contact.isDeleted'),
  wrap: (sql, columns) =>
    lateral(sql, columns, {
      each:
        '(SELECT connection_id, lead_kommo_id, contact_kommo_id, is_main, position FROM crm.lead_contacts ' +
        'WHERE org_id = :orgId AND connection_id = ANY(:connections::uuid[]) ' +
        'AND lead_kommo_id = ANY(:numbers::bigint[])) AS link',
      limit: '1',
      outerOrder: 'link.is_main DESC, link.position',
      tag: 'link.lead_kommo_id',
    }),
});

/** Each lead's contacts that we hold and that are not deleted: the main one first, then in Kommo's order. */
export async function contactsByLead(ctx: Context, keys: readonly KommoKey[]): Promise<Contact[][]> {
  const found = await readContacts(ctx, keyArrays(keys));
  return groupByKey(keys.map(kommoKeyText), found, ({ row: { connectionId }, tag }) =>
    kommoKeyText({ connectionId, kommoId: tag }),
  ).map((group) => group.map(({ row }) => row));
}
