import { notFound } from '../../../../service-kit/errors';
import type { Context } from '../context';
import { calculateContent } from './draft-totals';
import type { EstimateTotals } from './totals.types';

/**
 * Calculates every amount of an estimate from its stored content: for what is not stored with the rows, such as each
 * position's share of tax. Reads through the loaders, so many estimates cost as many statements as one.
 *
 * @throws GraphQLError NOT_FOUND
 */
export async function estimateCalculation(ctx: Context, estimateId: string): Promise<EstimateTotals> {
  const [estimate, sections, positions] = await Promise.all([
    ctx.loaders.estimate.load(estimateId),
    ctx.loaders.sections.load(estimateId),
    ctx.loaders.positions.load(estimateId),
  ]);
  if (!estimate) throw notFound('Estimate');
  return calculateContent({ estimate, sections, positions });
}
