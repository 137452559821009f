import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { ESTIMATE_MOVED } from '../../../../schema/events';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { moneyOf } from '../calculation/money';
import type { Context, WritingContext } from '../context';
import { lockEstimate } from '../drafts/draft';
import { announceEstimate } from '../estimates/estimate-changes';
import { nameOf } from '../estimates/estimate-numbers.service';
import { Estimate } from '../estimates/estimate.entity';
import { responsibleFor } from '../leads/responsible';
import { StatusChange } from './status-change.entity';
import { isLegalMove, type EstimateStatus } from './statuses';

/** Which estimate a mutation moves. */
export interface Move {
  id: string;
  expectedVersion?: number | null;
}

/** Who moves an estimate, in a transaction inside the organisation. */
export interface Mover {
  readonly db: EntityManager;
  readonly orgId: string;
  /** Null for a client, who has no account. */
  readonly actorId: string | null;
  readonly byClient: boolean;
}

const moverOf = ({ transaction: db, viewer: { orgId, userId: actorId } }: WritingContext): Mover => ({
  db,
  orgId,
  actorId,
  byClient: false,
});

interface RecordedMove {
  from: EstimateStatus | null;
  reason: string | null;
  at: Date;
}

/** Adds a row to the history. */
export const recordMove = (ctx: WritingContext, estimate: Estimate, move: RecordedMove): Promise<void> =>
  recordMoveBy(moverOf(ctx), estimate, move);

async function recordMoveBy(
  { db, orgId, actorId }: Mover,
  estimate: Estimate,
  { from, reason, at }: RecordedMove,
): Promise<void> {
  await db.insert(StatusChange, {
    orgId,
    id: newId(),
    estimateId: estimate.id,
    fromStatus: from,
    toStatus: estimate.status,
    actorId,
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

/** Writes a legal move of a locked estimate, with its history and the word of it. */
export async function writeMoveBy(
  mover: Mover,
  estimate: Estimate,
  to: EstimateStatus,
  { facts = {}, reason = null }: MoveFacts,
  now: Date,
): Promise<void> {
  checkMove(estimate, to);
  const { orgId, id, status: from } = estimate;
  const changes = { ...facts, status: to, version: estimate.version + 1, updatedAt: now };
  await mover.db.update(Estimate, { orgId, id }, changes);
  Object.assign(estimate, changes);
  await recordMoveBy(mover, estimate, { from, reason, at: now });
  // Of other moves nobody is told by mail.
  const isTold = mover.byClient || to === 'SENT';
  const responsibleId = isTold ? await responsibleFor(mover.db, orgId, estimate.leadId) : null;
  const event = { ...movedEvent(mover, estimate, from, reason, now), responsibleId };
  await recordEvents(mover.db, orgId, ESTIMATE_MOVED, [event]);
}

/** The same in a person's mutation. */
export async function writeMove(
  ctx: WritingContext,
  estimate: Estimate,
  to: EstimateStatus,
  move: MoveFacts,
  now: Date,
): Promise<void> {
  await writeMoveBy(moverOf(ctx), estimate, to, move, now);
  await announceEstimate(ctx, estimate.id);
  void ctx.afterCommit(() => ctx.bell?.ring(ctx.viewer.orgId));
}

function movedEvent(
  { actorId, byClient }: Mover,
  estimate: Estimate,
  from: EstimateStatus,
  reason: string | null,
  now: Date,
): z.infer<typeof ESTIMATE_MOVED.payload> {
  const { id, leadId, projectId, authorId, number, revision, title, status, decisionEvidence } = estimate;
  // With other options taken than were sent it comes to something else.
  const told = estimate.agreed ?? estimate;
  return {
    ...{
      estimateId: id,
      leadId,
      projectId,
      authorId,
      number,
      revision,
      title,
      from,
      status,
      actorId,
      reason,
    },
    currency: estimate.currency,
    total: moneyOf(estimate, told.total).amount,
    payable: moneyOf(estimate, told.payable).amount,
    contentHash: told.contentHash,
    byClient,
    clientName: (byClient && decisionEvidence?.name) || null,
    at: now.toISOString(),
  };
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
