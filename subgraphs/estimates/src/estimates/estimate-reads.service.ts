import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';
import type { Estimate } from './estimate.entity';

/** One estimate. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function getEstimate(ctx: Context, id: string): Promise<Estimate> {
  const estimate = await ctx.loaders.estimates.load(checkId(id, 'Estimate'));
  if (!estimate) throw notFound('Estimate');
  return estimate;
}
