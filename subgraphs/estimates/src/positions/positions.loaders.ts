import DataLoader from 'dataloader';
import { read } from '../../../../service-kit/subgraph/context';
import { rowsOfParents } from '../../../../service-kit/data/bulk-rows';
import { groupByKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Position } from './position.entity';

declare module '../context' {
  interface Loaders {
    /** By estimate id, in no order. */
    readonly positions: DataLoader<string, Position[]>;
  }
}

/** Loads all positions of estimates, in no order. */
async function positionsByEstimate(ctx: Context, estimateIds: readonly string[]): Promise<Position[][]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => rowsOfParents(db, Position, 'estimateId', orgId, estimateIds));
  return groupByKey(estimateIds, rows, (row) => row.estimateId);
}

export const positionLoaders = {
  positions: (ctx) => new DataLoader((ids) => positionsByEstimate(ctx, ids)),
} satisfies LoaderMakers<Context>;
