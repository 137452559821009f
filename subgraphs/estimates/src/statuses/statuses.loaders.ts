import DataLoader from 'dataloader';
import { In } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { groupByKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { StatusChange } from './status-change.entity';

declare module '../context' {
  interface Loaders {
    /** By estimate id, oldest first. */
    readonly history: DataLoader<string, StatusChange[]>;
  }
}

/** Loads the histories of estimates, oldest move first. */
async function statusChangesByEstimate(
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

export const statusLoaders = {
  history: (ctx) => new DataLoader((ids) => statusChangesByEstimate(ctx, ids)),
} satisfies LoaderMakers<Context>;
