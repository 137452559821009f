import DataLoader from 'dataloader';
import { read } from '../../../../service-kit/subgraph/context';
import { rowsOfParents } from '../../../../service-kit/data/bulk-rows';
import { groupByKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Section } from './section.entity';

declare module '../context' {
  interface Loaders {
    /** By estimate id, in no order. */
    readonly sections: DataLoader<string, Section[]>;
  }
}

/** Loads all sections of estimates, in no order. */
async function sectionsByEstimate(ctx: Context, estimateIds: readonly string[]): Promise<Section[][]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => rowsOfParents(db, Section, 'estimateId', orgId, estimateIds));
  return groupByKey(estimateIds, rows, (row) => row.estimateId);
}

export const sectionLoaders = {
  sections: (ctx) => new DataLoader((ids) => sectionsByEstimate(ctx, ids)),
} satisfies LoaderMakers<Context>;
