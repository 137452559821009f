import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import type { Page } from '../../../../service-kit/data/pagination';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import {
  countEstimatesByParent,
  estimatePagesByParent,
  type EstimateCountKey,
  type EstimatePageKey,
} from './estimate-lists.service';
import { Estimate } from './estimate.entity';
import { totalsByLead } from './lead-totals';

declare module '../context' {
  interface Loaders {
    readonly estimates: DataLoader<string, Estimate | null>;
    readonly estimatePages: DataLoader<EstimatePageKey, Page<Estimate>, string>;
    readonly estimateCounts: DataLoader<EstimateCountKey, number, string>;
    /** What counts of leads' estimates, for each currency, by lead id. */
    readonly leadTotals: DataLoader<string, Awaited<ReturnType<typeof totalsByLead>>[number]>;
  }
}

const readEstimates = defineRead<Estimate>({
  entity: Estimate,
  alias: 'estimate',
  keys: ['id'],
  build: (query) => query.where('estimate.orgId = :orgId AND estimate.id = ANY(:ids::uuid[])'),
});

/** Loads estimates of the caller's organisation; null for what it does not have. */
async function estimatesById(ctx: Context, ids: readonly string[]): Promise<(Estimate | null)[]> {
  return byKey(ids, await readEstimates(ctx, { ids: ids.filter(isId) }), (row) => row.id);
}

export const estimateLoaders = {
  estimates: (ctx) => new DataLoader((ids) => estimatesById(ctx, ids)),
  estimatePages: (ctx) =>
    new DataLoader((keys) => estimatePagesByParent(ctx, keys), { cacheKeyFn: JSON.stringify }),
  estimateCounts: (ctx) =>
    new DataLoader((keys) => countEstimatesByParent(ctx, keys), { cacheKeyFn: JSON.stringify }),
  leadTotals: (ctx) => new DataLoader((ids) => totalsByLead(ctx, ids)),
} satisfies LoaderMakers<Context>;
