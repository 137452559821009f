import { checkFilterId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import {
  orderBy,
  countByParent,
  readPage,
  readPagesByParent,
  type List,
  type Parents,
  type SortColumn,
} from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { EstimateFilter, EstimateOrder } from '../generated/types';
import { searchPattern } from '../../../../service-kit/data/search';
import { KnownLeadCard } from '../leads/known-lead-card.entity';
import { leadIsCalled, leadIsInHandsOf } from '../leads/lead-search';
import { Estimate } from './estimate.entity';

/** What a list of estimates is asked for. */
export interface EstimateListArgs extends PageArgs {
  filter?: EstimateFilter | null;
  orderBy: EstimateOrder;
}

/** Whose estimates: by the column that names the parent, or by who the lead is about. */
type EstimateParent = 'leadId' | 'authorId' | 'projectId' | 'contact' | 'company';

export interface EstimateCountKey {
  readonly parent: EstimateParent;
  readonly id: string;
  readonly filter: EstimateFilter | null;
}

export interface EstimatePageKey {
  readonly parent: EstimateParent;
  readonly id: string;
  readonly args: EstimateListArgs;
}

const ORDERS: Record<EstimateOrder, SortColumn<Estimate>[]> = {
  CREATED_AT_DESC: orderBy('createdAt', 'DESC'),
  CREATED_AT_ASC: orderBy('createdAt', 'ASC'),
  UPDATED_AT_DESC: orderBy('updatedAt', 'DESC'),
  UPDATED_AT_ASC: orderBy('updatedAt', 'ASC'),
  TOTAL_DESC: orderBy('total', 'DESC'),
  TOTAL_ASC: orderBy('total', 'ASC'),
};

/** All estimates of the organisation that match a filter. */
function matching(ctx: Context, filter: EstimateFilter | null | undefined): Narrowing<Estimate> {
  const where = new Narrowing<Estimate>().and('estimate.orgId = :orgId');
  if (!filter) return where;
  for (const parent of ['leadId', 'authorId', 'projectId'] as const) {
    const id = filter[parent];
    if (id == null) continue;
    where.and(`estimate.${parent} = :${parent}`, { [parent]: checkFilterId(id, `filter.${parent}`) });
  }
  if (filter.status != null) where.and('estimate.status = ANY(:status)', { status: filter.status });
  if (filter.updatedSince != null) where.and('estimate.updatedAt >= :since', { since: filter.updatedSince });
  if (filter.search != null) {
    const search = searchPattern(filter.search);
    const byLead = leadIsCalled(ctx, 'estimate.leadId', filter.search);
    const texts = 'estimate.title ILIKE :search OR estimate.number ILIKE :search';
    where.and(byLead ? `(${texts} OR ${byLead.sql})` : `(${texts})`, { search, ...byLead?.values });
  }
  if (filter.responsibleId != null) {
    const { sql, values } = leadIsInHandsOf(ctx, 'estimate.leadId', filter.responsibleId);
    where.and(sql, values);
  }
  return where;
}

/** Looks at a filter as a list would. @throws GraphQLError BAD_USER_INPUT; FORBIDDEN for what only some may ask */
export function checkEstimateFilter(ctx: Context, filter: EstimateFilter): void {
  matching(ctx, filter);
}

/** Narrows a list to estimates of somebody; a lead has a contact once, so no row comes twice. */
function ofParent(where: Narrowing<Estimate>, parent: EstimateParent): Parents<Estimate>['column'] {
  if (parent !== 'contact' && parent !== 'company') return parent;
  const on = 'card.orgId = estimate.orgId AND card.leadId = estimate.leadId AND card.kind = :cardKind';
  where.join(KnownLeadCard, 'card', on, { cardKind: parent.toUpperCase() });
  return { sql: '"card"."card_id"' };
}

const listOf = (
  ctx: Context,
  filter: EstimateFilter | null | undefined,
  order: EstimateOrder,
): List<Estimate> & { where: Narrowing<Estimate> } => ({
  entity: Estimate,
  alias: 'estimate',
  where: matching(ctx, filter),
  order: ORDERS[order],
});

/** The organisation's estimates, one page. @throws GraphQLError BAD_USER_INPUT for a bad page argument */
export async function listEstimates(ctx: Context, args: EstimateListArgs): Promise<Page<Estimate>> {
  return readPage(ctx, listOf(ctx, args.filter, args.orderBy), args);
}

/**
 * Batch function behind `Lead.estimates`, `Contact.estimates`, `Company.estimates`, `User.estimates`, `Project.estimates`: one statement for
 * all parents of a kind that are asked for the same page.
 */
export async function estimatePagesByParent(
  ctx: Context,
  keys: readonly EstimatePageKey[],
): Promise<(Page<Estimate> | Error)[]> {
  const pages = new Map<EstimatePageKey, Page<Estimate> | Error>();
  await Promise.all(
    batches(keys, ({ parent, args }) => JSON.stringify([parent, args])).map(async (batch) => {
      const read = await pagesOfBatch(ctx, batch).catch((error: Error) => batch.map(() => error));
      batch.forEach((key, index) => pages.set(key, read[index] as Page<Estimate> | Error));
    }),
  );
  return keys.map((key) => pages.get(key) as Page<Estimate> | Error);
}

async function pagesOfBatch(ctx: Context, batch: readonly EstimatePageKey[]): Promise<Page<Estimate>[]> {
  const [{ parent, args }] = batch as [EstimatePageKey];
  const filter = args.filter ?? null;
  const list = listOf(ctx, filter, args.orderBy);
  const parents = { column: ofParent(list.where, parent), ids: batch.map(({ id }) => id) };
  return readPagesByParent(ctx, list, parents, args, (id) =>
    ctx.loaders.estimateCounts.load({ parent, id, filter }),
  );
}

/** Batch function behind the `totalCount` of those lists. */
export async function countEstimatesByParent(
  ctx: Context,
  keys: readonly EstimateCountKey[],
): Promise<number[]> {
  const counts = new Map<EstimateCountKey, number>();
  await Promise.all(
    batches(keys, ({ parent, filter }) => JSON.stringify([parent, filter])).map(async (batch) => {
      const [{ parent, filter }] = batch as [EstimateCountKey];
      const ids = batch.map(({ id }) => id);
      const list = listOf(ctx, filter, 'CREATED_AT_ASC');
      const found = await countByParent(ctx, list, { column: ofParent(list.where, parent), ids });
      for (const key of batch) counts.set(key, found.get(key.id) ?? 0);
    }),
  );
  return keys.map((key) => counts.get(key) ?? 0);
}

/** Splits keys into those that one statement answers. */
function batches<K>(keys: readonly K[], kindOf: (key: K) => string): K[][] {
  const groups = new Map<string, K[]>();
  for (const key of keys) {
    const kind = kindOf(key);
    const group = groups.get(kind);
    if (group) group.push(key);
    else groups.set(kind, [key]);
  }
  return [...groups.values()];
}
