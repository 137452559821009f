import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, checkFilterId } from '../../../../service-kit/data/ids';
import type { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage, type SortColumn } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { cardOrder, cardsMatching } from '../cards/card-list';
import { narrowByFields } from '../cards/field-filter';
import type { Context } from '../context';
import type { CardFieldOrder, LeadFilter, LeadOrder } from '../generated/types';
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
      { pipelineId: checkFilterId(pipelineId, 'filter.pipelineId') },
    );
  }
  if (stageId != null) {
    where.join(
      Stage,
      'stage',
      'stage.orgId = card.orgId AND stage.connectionId = card.connectionId AND ' +
        'stage.pipelineKommoId = card.pipelineKommoId AND stage.kommoId = card.stageKommoId AND stage.id = :stageId',
      { stageId: checkFilterId(stageId, 'filter.stageId') },
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
  args: PageArgs & { filter?: LeadFilter | null; orderBy: LeadOrder; orderByField?: CardFieldOrder | null },
): Promise<Page<Lead>> {
  const { filter, orderBy: order } = args;
  const where = cardsMatching<Lead>(filter, 'leads');
  if (filter) narrow(where, filter);
  const byField = await narrowByFields(ctx, where, {
    kind: 'LEADS',
    connectionId: filter?.connectionId,
    conditions: filter?.customFields,
    order: args.orderByField,
  });
  return readPage(ctx, { entity: Lead, alias: 'card', where, order: byField ?? orderOf(order) }, args);
}

/** One lead. @throws GraphQLError NOT_FOUND */
export async function getLead(ctx: Context, id: string): Promise<Lead> {
  const lead = await ctx.loaders.leads.load(checkId(id, 'Lead'));
  if (!lead) throw notFound('Lead');
  return lead;
}
