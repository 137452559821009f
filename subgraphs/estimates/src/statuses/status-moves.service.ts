import { ESTIMATE_MOVED } from '../../../../schema/events';
import { emit } from '../../../../service-kit/outbox/emit';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context, WritingContext } from '../context';
import { lockEstimate } from '../drafts/draft';
import { announceEstimate } from '../estimates/estimate-changes';
import { nameOf } from '../estimates/estimate-numbers.service';
import { Estimate } from '../estimates/estimate.entity';
import { StatusChange } from './status-change.entity';
import { isLegalMove, type EstimateStatus } from './statuses';

/** Which estimate a mutation moves. */
export interface Move {
  id: string;
  expectedVersion?: number | null;
}

/** Adds a row to the history. */
export async function recordMove(
  ctx: WritingContext,
  estimate: Estimate,
  { from, reason, at }: { from: EstimateStatus | null; reason: string | null; at: Date },
): Promise<void> {
  const { orgId, userId } = ctx.viewer;
  await ctx.transaction.insert(StatusChange, {
    orgId,
    id: newId(),
    estimateId: estimate.id,
    fromStatus: from,
    toStatus: estimate.status,
    actorId: userId,
    reason,
    at,
  });
}

/** @throws InputRejected ILLEGAL_STATUS_MOVE */
export function checkMove(estimate: Estimate, to: EstimateStatus): void {
  if (isLegalMove(estimate.status, to)) return;
  const message = `${nameOf(estimate)} is ${estimate.status}: it can't become ${to}.`;
  throw reject('ILLEGAL_STATUS_MOVE', 'id', message);
}

/** What a move notes besides the new state. */
export interface MoveFacts {
  readonly facts?: Partial<Estimate>;
  readonly reason?: string | null;
}

/** Writes a legal move of a locked estimate, with its history. */
export async function writeMove(
  ctx: WritingContext,
  estimate: Estimate,
  to: EstimateStatus,
  { facts = {}, reason = null }: MoveFacts,
  now: Date,
): Promise<void> {
  checkMove(estimate, to);
  const { orgId, id, status: from } = estimate;
  const changes = { ...facts, status: to, version: estimate.version + 1, updatedAt: now };
  await ctx.transaction.update(Estimate, { orgId, id }, changes);
  Object.assign(estimate, changes);
  await recordMove(ctx, estimate, { from, reason, at: now });
  await announceEstimate(ctx, id);
  await tellMove(ctx, estimate, from);
}

/** Tells other subgraphs where the estimate stands now. */
async function tellMove(ctx: WritingContext, estimate: Estimate, from: EstimateStatus): Promise<void> {
  const { id: estimateId, leadId, number, title, revision, status, payable, currency } = estimate;
  await emit(ctx, ESTIMATE_MOVED, {
    estimateId,
    leadId,
    number,
    title,
    revision,
    from,
    status,
    payable,
    currency,
  });
}

/**
 * Moves an estimate to another state, under its row's lock: of two that move it at once, one finds it moved.
 *
 * @param factsOf what to note with the new state; nothing is stored yet when it runs
 * @throws InputRejected ILLEGAL_STATUS_MOVE; GraphQLError NOT_FOUND, CONFLICT
 */
export async function moveEstimate(
  ctx: Context,
  move: Move,
  to: EstimateStatus,
  factsOf: (ctx: WritingContext, estimate: Estimate, now: Date) => MoveFacts | Promise<MoveFacts>,
): Promise<{ estimate: Estimate }> {
  const estimate = await withTransaction(ctx, async (ctx) => {
    const estimate = await lockEstimate(ctx, move.id, move.expectedVersion);
    checkMove(estimate, to);
    const now = new Date();
    await writeMove(ctx, estimate, to, await factsOf(ctx, estimate, now), now);
    return estimate;
  });
  return { estimate };
}
