import { In, IsNull, Not, type FindOptionsWhere } from 'typeorm';
import { announceEstimate } from './estimate-changes';
import { Estimate } from './estimate.entity';
import type { WritingContext } from '../context';

/** Whether a project has an estimate that is no draft any more. */
export function hasSentEstimates(ctx: WritingContext, projectId: string): Promise<boolean> {
  const { orgId } = ctx.viewer;
  return ctx.transaction.existsBy(Estimate, { orgId, projectId, status: Not('DRAFT') });
}

/** Takes a project's drafts out of it. @returns their ids */
export const detachDrafts = (ctx: WritingContext, projectId: string): Promise<string[]> =>
  moveDrafts(ctx, { projectId }, null);

/** Puts drafts that were taken out of a project back into it, where nobody has given them to another one, sent or deleted them. */
export const attachDrafts = (
  ctx: WritingContext,
  projectId: string,
  ids: readonly string[],
): Promise<string[]> =>
  moveDrafts(ctx, { id: In([...ids]), projectId: IsNull(), status: 'DRAFT' }, projectId);

async function moveDrafts(
  ctx: WritingContext,
  which: FindOptionsWhere<Estimate>,
  projectId: string | null,
): Promise<string[]> {
  const { orgId } = ctx.viewer;
  const { raw } = await ctx.transaction
    .createQueryBuilder()
    .update(Estimate)
    .set({ projectId, version: () => 'version + 1', updatedAt: new Date() })
    .where({ orgId, ...which })
    .returning('id')
    .execute();
  const ids = (raw as { id: string }[]).map(({ id }) => id);
  for (const id of ids) await announceEstimate(ctx, id);
  return ids;
}
