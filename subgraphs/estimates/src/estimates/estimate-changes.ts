import type { ChangedThing } from '../../../../service-kit/changes/changes';
import { ticksOf, type Ticks } from '../../../../service-kit/changes/ticks';
import type { Context } from '../context';
import { getEstimate } from './estimate-reads.service';

/** What watchers of an estimate watch. */
export const estimateThing = (orgId: string, id: string): ChangedThing => ({ kind: 'estimate', orgId, id });

const nameOf = (ctx: Context, id: string): ChangedThing => estimateThing(ctx.viewer.orgId, id);

/** Tells everyone who watches an estimate, once what was written is committed. */
export async function announceEstimate(ctx: Context, id: string): Promise<void> {
  await ctx.afterCommit(() => ctx.changes.announce(nameOf(ctx, id)));
}

/** Watches an estimate. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function watchEstimate(ctx: Context, id: string): Promise<Ticks> {
  const estimate = await getEstimate(ctx, id);
  return ticksOf(ctx.changes, nameOf(ctx, estimate.id));
}
