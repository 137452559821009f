import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Position } from './position.entity';

declare module '../context' {
  interface Loaders {
    /** By estimate id, in no order. */
    readonly positionsByEstimate: DataLoader<string, Position[]>;
  }
}

const readPositions = defineRead<Position>({
  entity: Position,
  alias: 'position',
  keys: ['estimateId'],
  build: (query) =>
    query.where('position.orgId = :orgId AND position.estimateId = ANY(:estimateIds::uuid[])'),
});

/** Loads all positions of estimates, in no order. */
async function positionsByEstimate(ctx: Context, estimateIds: readonly string[]): Promise<Position[][]> {
  return groupByKey(estimateIds, await readPositions(ctx, { estimateIds }), (row) => row.estimateId);
}

export const positionLoaders = {
  positionsByEstimate: (ctx) => new DataLoader((ids) => positionsByEstimate(ctx, ids)),
} satisfies LoaderMakers<Context>;
