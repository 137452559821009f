import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { estimateCalculation } from './calculations.service';
import type { Estimate } from '../estimates/estimate.entity';
import type { EstimateTotals } from '../calculation/totals.types';

declare module '../context' {
  interface Loaders {
    /** Every amount of an estimate, calculated from its rows. */
    readonly calculation: DataLoader<Estimate, EstimateTotals, string>;
  }
}

export const draftLoaders = {
  calculation: (ctx) =>
    new DataLoader(
      (estimates) => Promise.all(estimates.map((estimate) => estimateCalculation(ctx, estimate))),
      { cacheKeyFn: ({ id }) => id },
    ),
} satisfies LoaderMakers<Context>;
