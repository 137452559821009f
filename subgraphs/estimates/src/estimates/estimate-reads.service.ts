import { In } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, isId } from '../../../../service-kit/data/ids';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import type { Context } from '../context';
import { Estimate } from './estimate.entity';
import { StatusChange } from '../statuses/status-change.entity';

/** Loads estimates of the caller's organisation; null for what it does not have. */
export async function estimatesById(ctx: Context, ids: readonly string[]): Promise<(Estimate | null)[]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => db.findBy(Estimate, { orgId, id: In(ids.filter(isId)) }));
  return byKey(ids, rows, (row) => row.id);
}

/** One estimate. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function getEstimate(ctx: Context, id: string): Promise<Estimate> {
  const estimate = await ctx.loaders.estimate.load(checkId(id, 'Estimate'));
  if (!estimate) throw notFound('Estimate');
  return estimate;
}

/** Loads the histories of estimates, oldest move first. */
export async function statusChangesByEstimate(
  ctx: Context,
  estimateIds: readonly string[],
): Promise<StatusChange[][]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) =>
    db.find(StatusChange, {
      where: { orgId, estimateId: In([...estimateIds]) },
      order: { at: 'ASC', id: 'ASC' },
    }),
  );
  return groupByKey(estimateIds, rows, (row) => row.estimateId);
}
