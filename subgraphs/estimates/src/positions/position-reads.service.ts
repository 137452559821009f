import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import { Position } from './position.entity';

const readPositions = defineRead<Position>({
  entity: Position,
  alias: 'position',
  keys: ['estimateId'],
  build: (query) =>
    query.where('position.orgId = :orgId AND position.estimateId = ANY(:estimateIds::uuid[])'),
});

/** Loads all positions of estimates, in no order. */
export async function positionsByEstimate(
  ctx: Context,
  estimateIds: readonly string[],
): Promise<Position[][]> {
  return groupByKey(estimateIds, await readPositions(ctx, { estimateIds }), (row) => row.estimateId);
}
