import { nextTurn } from '../../../../service-kit/subgraph/turns';
import type { Context } from '../context';
import { calculateContent } from './draft-totals';
import type { Estimate } from '../estimates/estimate.entity';
import type { EstimateTotals } from '../calculation/totals.types';

/** A line takes about as long to calculate as three fields to be read. */
const LINE_POINTS = 0.3;

/**
 * Calculates every amount of an estimate from its stored content: for what is not stored with the rows, such as each
 * position's share of tax. Reads through the loaders, so many estimates cost as many statements as one.
 */
export async function estimateCalculation(ctx: Context, estimate: Estimate): Promise<EstimateTotals> {
  const [sections, positions] = await Promise.all([
    ctx.loaders.sections.load(estimate.id),
    ctx.loaders.positions.load(estimate.id),
  ]);
  ctx.facts.spending?.charge(positions.length * LINE_POINTS);
  await nextTurn();
  return calculateContent({ estimate, sections, positions });
}
