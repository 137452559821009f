import DataLoader from 'dataloader';
import { In } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import type { Page } from '../../../../service-kit/data/pagination';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import {
  countEstimatesByParent,
  estimatePagesByParent,
  type EstimateCountKey,
  type EstimatePageKey,
} from './estimate-lists.service';
import { Estimate } from './estimate.entity';

declare module '../context' {
  interface Loaders {
    readonly estimate: DataLoader<string, Estimate | null>;
    readonly estimatePage: DataLoader<EstimatePageKey, Page<Estimate>, string>;
    readonly estimateCount: DataLoader<EstimateCountKey, number, string>;
  }
}

/** Loads estimates of the caller's organisation; null for what it does not have. */
async function estimatesById(ctx: Context, ids: readonly string[]): Promise<(Estimate | null)[]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => db.findBy(Estimate, { orgId, id: In(ids.filter(isId)) }));
  return byKey(ids, rows, (row) => row.id);
}

export const estimateLoaders = {
  estimate: (ctx) => new DataLoader((ids) => estimatesById(ctx, ids)),
  estimatePage: (ctx) =>
    new DataLoader((keys) => estimatePagesByParent(ctx, keys), { cacheKeyFn: JSON.stringify }),
  estimateCount: (ctx) =>
    new DataLoader((keys) => countEstimatesByParent(ctx, keys), { cacheKeyFn: JSON.stringify }),
} satisfies LoaderMakers<Context>;
