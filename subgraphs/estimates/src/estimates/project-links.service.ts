import { Not } from 'typeorm';
import { announceEstimate } from './estimate-changes';
import { Estimate } from './estimate.entity';
import type { WritingContext } from '../context';

/** Whether a project has an estimate that is no draft any more. */
export function hasSentEstimates(ctx: WritingContext, projectId: string): Promise<boolean> {
  const { orgId } = ctx.viewer;
  return ctx.transaction.existsBy(Estimate, { orgId, projectId, status: Not('DRAFT') });
}

/** Takes a project's drafts out of it. */
export async function detachDrafts(ctx: WritingContext, projectId: string): Promise<void> {
  const { orgId } = ctx.viewer;
  const { raw } = await ctx.transaction
    .createQueryBuilder()
    .update(Estimate)
    .set({ projectId: null, version: () => 'version + 1', updatedAt: new Date() })
    .where({ orgId, projectId })
    .returning('id')
    .execute();
  for (const { id } of raw as { id: string }[]) await announceEstimate(ctx, id);
}
