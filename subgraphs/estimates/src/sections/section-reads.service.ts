import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import { Section } from './section.entity';

const readSections = defineRead<Section>({
  entity: Section,
  alias: 'section',
  keys: ['estimateId'],
  build: (query) => query.where('section.orgId = :orgId AND section.estimateId = ANY(:estimateIds::uuid[])'),
});

/** Loads all sections of estimates, in no order. */
export async function sectionsByEstimate(ctx: Context, estimateIds: readonly string[]): Promise<Section[][]> {
  return groupByKey(estimateIds, await readSections(ctx, { estimateIds }), (row) => row.estimateId);
}
