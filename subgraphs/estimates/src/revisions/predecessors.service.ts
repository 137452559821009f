import { isId } from '../../../../service-kit/data/ids';
import type { WritingContext } from '../context';
import { Estimate } from '../estimates/estimate.entity';

/** The estimate that one was revised from, locked before the revision is; null for a first one, and for what is not there. */
export async function predecessorOf(ctx: WritingContext, id: string): Promise<Estimate | null> {
  if (!isId(id)) return null;
  const { orgId } = ctx.viewer;
  const revision = await ctx.transaction.findOne(Estimate, {
    select: { orgId: true, id: true, supersedesId: true },
    where: { orgId, id: id.toLowerCase() },
  });
  if (!revision?.supersedesId) return null;
  return ctx.transaction.findOne(Estimate, {
    where: { orgId, id: revision.supersedesId },
    lock: { mode: 'pessimistic_write' },
  });
}
