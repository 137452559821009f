import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import {
  readPage,
  readPagesByParent,
  type Page,
  type PageArgs,
  type SortColumn,
} from '../../../../service-kit/data/pagination';
import { searchPattern } from '../../../../service-kit/data/search';
import type { Context } from '../context';
import type { EstimateFilter, EstimateOrder } from '../generated/types';
import { Estimate } from './estimate.entity';

/** What a list of estimates is asked for. */
export interface EstimateListArgs extends PageArgs {
  filter?: EstimateFilter | null;
  orderBy: EstimateOrder;
}

/** Whose estimates: by the column that names the parent. */
export type EstimateParent = 'leadId' | 'authorId' | 'projectId';

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

const PARENT_COLUMNS: Record<EstimateParent, string> = {
  leadId: 'estimate.lead_id',
  authorId: 'estimate.author_id',
  projectId: 'estimate.project_id',
};

type Direction = 'ASC' | 'DESC';
const byId = (direction: Direction): SortColumn<Estimate> => ({
  sql: 'estimate.id',
  type: 'uuid',
  direction,
  valueOf: (row) => row.id,
});
const byTime = (field: 'createdAt' | 'updatedAt', direction: Direction): SortColumn<Estimate> => ({
  sql: field === 'createdAt' ? 'estimate.created_at' : 'estimate.updated_at',
  type: 'timestamptz',
  direction,
  valueOf: (row) => row[field].toISOString(),
});
const byTotal = (direction: Direction): SortColumn<Estimate> => ({
  sql: 'estimate.total',
  type: 'numeric',
  direction,
  valueOf: (row) => row.total,
});

const ORDERS: Record<EstimateOrder, SortColumn<Estimate>[]> = {
  CREATED_AT_DESC: [byTime('createdAt', 'DESC'), byId('DESC')],
  CREATED_AT_ASC: [byTime('createdAt', 'ASC'), byId('ASC')],
  UPDATED_AT_DESC: [byTime('updatedAt', 'DESC'), byId('DESC')],
  UPDATED_AT_ASC: [byTime('updatedAt', 'ASC'), byId('ASC')],
  TOTAL_DESC: [byTotal('DESC'), byId('DESC')],
  TOTAL_ASC: [byTotal('ASC'), byId('ASC')],
};

/** All estimates of the organisation that match a filter. */
function matching(db: EntityManager, orgId: string, filter: EstimateFilter | null | undefined) {
  const query = db.createQueryBuilder(Estimate, 'estimate').where('estimate.org_id = :orgId', { orgId });
  if (!filter) return query;
  for (const parent of ['leadId', 'authorId', 'projectId'] as const) {
    const id = filter[parent];
    if (id != null) narrowToId(query, PARENT_COLUMNS[parent], parent, id);
  }
  if (filter.status != null) query.andWhere('estimate.status = ANY(:status)', { status: filter.status });
  if (filter.updatedSince != null) {
    query.andWhere('estimate.updated_at >= :since', { since: filter.updatedSince });
  }
  if (filter.search != null) {
    query.andWhere('(estimate.title ILIKE :search OR estimate.number ILIKE :search)', {
      search: searchPattern(filter.search),
    });
  }
  return query;
}

/** A malformed id matches nothing, as an unknown one. */
function narrowToId(query: SelectQueryBuilder<Estimate>, column: string, name: string, id: string): void {
  if (isId(id)) query.andWhere(`${column} = :${name}`, { [name]: id });
  else query.andWhere('FALSE');
}

/** The organisation's estimates, one page. @throws GraphQLError BAD_USER_INPUT for a bad page argument */
export function listEstimates(ctx: Context, args: EstimateListArgs): Promise<Page<Estimate>> {
  const { orgId } = ctx.viewer;
  return read(ctx, (db) =>
    readPage(matching(db, orgId, args.filter), ORDERS[args.orderBy], args, () =>
      read(ctx, (db) => matching(db, orgId, args.filter).getCount()),
    ),
  );
}

/**
 * Batch function behind `Lead.estimates`, `User.estimates`, `Project.estimates`: one statement for all parents that
 * are asked for the same page.
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

function pagesOfBatch(ctx: Context, batch: readonly EstimatePageKey[]): Promise<Page<Estimate>[]> {
  const [{ parent, args }] = batch as [EstimatePageKey];
  const { orgId } = ctx.viewer;
  const filter = args.filter ?? null;
  return read(ctx, (db) =>
    readPagesByParent(
      matching(db, orgId, filter),
      { sql: PARENT_COLUMNS[parent], ids: batch.map(({ id }) => id), idOf: (row) => row[parent] },
      ORDERS[args.orderBy],
      args,
      (id) => ctx.loaders.estimateCount.load({ parent, id, filter }),
    ),
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
      const found = await countBatch(ctx, batch);
      for (const key of batch) counts.set(key, found.get(key.id) ?? 0);
    }),
  );
  return keys.map((key) => counts.get(key) ?? 0);
}

async function countBatch(ctx: Context, batch: readonly EstimateCountKey[]): Promise<Map<string, number>> {
  const [{ parent, filter }] = batch as [EstimateCountKey];
  const column = PARENT_COLUMNS[parent];
  const rows = await read(ctx, (db) =>
    matching(db, ctx.viewer.orgId, filter)
      .select(column, 'id')
      .addSelect('count(*)', 'count')
      .andWhere(`${column} = ANY(:ids)`, { ids: batch.map(({ id }) => id) })
      .groupBy(column)
      .getRawMany<{ id: string; count: string }>(),
  );
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
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
