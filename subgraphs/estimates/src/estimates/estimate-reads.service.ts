import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, isId } from '../../../../service-kit/data/ids';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import { StatusChange } from '../statuses/status-change.entity';
import { Estimate } from './estimate.entity';

const readEstimates = defineRead<Estimate>({
  entity: Estimate,
  alias: 'estimate',
  keys: ['id'],
  build: (query) => query.where('estimate.orgId = :orgId AND estimate.id = ANY(:ids::uuid[])'),
});

/** Loads estimates of the caller's organisation; null for what it does not have. */
export async function estimatesById(ctx: Context, ids: readonly string[]): Promise<(Estimate | null)[]> {
  return byKey(ids, await readEstimates(ctx, { ids: ids.filter(isId) }), (row) => row.id);
}

/** One estimate. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function getEstimate(ctx: Context, id: string): Promise<Estimate> {
  const estimate = await ctx.loaders.estimate.load(checkId(id, 'Estimate'));
  if (!estimate) throw notFound('Estimate');
  return estimate;
}

const readMoves = defineRead<StatusChange>({
  entity: StatusChange,
  alias: 'move',
  keys: ['estimateId'],
  build: (query) =>
    query
      .where('move.orgId = :orgId AND move.estimateId = ANY(:estimateIds::uuid[])')
      .orderBy('move.at', 'ASC')
      .addOrderBy('move.id', 'ASC'),
});

/** Loads the histories of estimates, oldest move first. */
export async function statusChangesByEstimate(
  ctx: Context,
  estimateIds: readonly string[],
): Promise<StatusChange[][]> {
  return groupByKey(estimateIds, await readMoves(ctx, { estimateIds }), (row) => row.estimateId);
}
