import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { StatusChange } from './status-change.entity';

declare module '../context' {
  interface Loaders {
    /** By estimate id, oldest first. */
    readonly statusChangesByEstimate: DataLoader<string, StatusChange[]>;
  }
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
async function statusChangesByEstimate(
  ctx: Context,
  estimateIds: readonly string[],
): Promise<StatusChange[][]> {
  return groupByKey(estimateIds, await readMoves(ctx, { estimateIds }), (row) => row.estimateId);
}

export const statusLoaders = {
  statusChangesByEstimate: (ctx) => new DataLoader((ids) => statusChangesByEstimate(ctx, ids)),
} satisfies LoaderMakers<Context>;
