import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Section } from './section.entity';

declare module '../context' {
  interface Loaders {
    /** By estimate id, in no order. */
    readonly sectionsByEstimate: DataLoader<string, Section[]>;
  }
}

const readSections = defineRead<Section>({
  entity: Section,
  alias: 'section',
  keys: ['estimateId'],
  build: (query) => query.where('section.orgId = :orgId AND section.estimateId = ANY(:estimateIds::uuid[])'),
});

/** Loads all sections of estimates, in no order. */
async function sectionsByEstimate(ctx: Context, estimateIds: readonly string[]): Promise<Section[][]> {
  return groupByKey(estimateIds, await readSections(ctx, { estimateIds }), (row) => row.estimateId);
}

export const sectionLoaders = {
  sectionsByEstimate: (ctx) => new DataLoader((ids) => sectionsByEstimate(ctx, ids)),
} satisfies LoaderMakers<Context>;
