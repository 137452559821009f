import { read } from '../../../../service-kit/subgraph/context';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { rowsOfEstimates } from '../bulk-rows';
import type { Context } from '../context';
import { Section } from './section.entity';

/** Loads all sections of estimates, in no order. */
export async function sectionsByEstimate(ctx: Context, estimateIds: readonly string[]): Promise<Section[][]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => rowsOfEstimates(db, Section, orgId, estimateIds));
  return groupByKey(estimateIds, rows, (row) => row.estimateId);
}
