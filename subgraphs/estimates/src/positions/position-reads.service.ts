import { read } from '../../../../service-kit/subgraph/context';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { rowsOfEstimates } from '../bulk-rows';
import type { Context } from '../context';
import { Position } from './position.entity';

/** Loads all positions of estimates, in no order. */
export async function positionsByEstimate(
  ctx: Context,
  estimateIds: readonly string[],
): Promise<Position[][]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => rowsOfEstimates(db, Position, orgId, estimateIds));
  return groupByKey(estimateIds, rows, (row) => row.estimateId);
}
