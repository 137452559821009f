import { withTransaction } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { ApproveEstimateInput, DeclineEstimateInput, SendEstimateInput } from '../generated/types';
import { TEXT_LIMITS } from '../input-check';
import { storeSnapshot } from '../snapshots/snapshots.service';
import { shownWarnings } from '../estimates/shown-warnings';
import {
  lockEstimate,
  readDraft,
  saveDraft,
  showDraft,
  type Draft,
  type WritingContext,
} from '../drafts/draft';
import { announceEstimate } from '../estimates/estimate-changes';
import { isOver, timeZoneOf } from '../organizations/organization-settings.service';
import { Estimate } from '../estimates/estimate.entity';
import { StatusChange } from './status-change.entity';
import { isLegalMove, type EstimateStatus } from './statuses';

interface Move {
  id: string;
  expectedVersion?: number | null;
}

/** Adds a row to the history. */
export async function recordMove(
  ctx: WritingContext,
  estimate: Estimate,
  from: EstimateStatus | null,
  at: Date,
): Promise<void> {
  const { orgId, userId } = ctx.viewer;
  await ctx.transaction.insert(StatusChange, {
    orgId,
    id: newId(),
    estimateId: estimate.id,
    fromStatus: from,
    toStatus: estimate.status,
    actorId: userId,
    reason: estimate.decisionReason,
    at,
  });
}

/**
 * Moves an estimate to another state, under its row's lock: of two that move it at once, one finds it moved.
 *
 * @param factsOf what to store with the new state; nothing is stored yet when it runs
 * @throws InputRejected ILLEGAL_STATUS_MOVE; GraphQLError NOT_FOUND, CONFLICT
 */
async function moveEstimate(
  ctx: Context,
  move: Move,
  to: EstimateStatus,
  factsOf: (ctx: WritingContext, estimate: Estimate, now: Date) => Promise<Partial<Estimate>>,
): Promise<{ estimate: Estimate }> {
  const estimate = await withTransaction(ctx, async (ctx) => {
    const estimate = await lockEstimate(ctx, move.id, move.expectedVersion);
    const { orgId, id, status: from } = estimate;
    if (!isLegalMove(from, to)) {
      const message = `Estimate ${estimate.number} is ${from}: it can't become ${to}.`;
      throw reject('ILLEGAL_STATUS_MOVE', 'id', message);
    }
    const now = new Date();
    const facts = await factsOf(ctx, estimate, now);
    const changes = { ...facts, status: to, version: estimate.version + 1, updatedAt: now };
    await ctx.transaction.update(Estimate, { orgId, id }, changes);
    Object.assign(estimate, changes);
    await recordMove(ctx, estimate, from, now);
    await announceEstimate(ctx, id);
    return estimate;
  });
  return { estimate };
}

/**
 * Sends a draft: freezes its content, and keeps a snapshot of all of it with the hash of what the client is shown.
 *
 * @throws InputRejected EMPTY_ESTIMATE, VALIDITY_OVER, WARNINGS_NOT_ACKNOWLEDGED, and as `moveEstimate`
 */
export async function sendEstimate(ctx: Context, input: SendEstimateInput): Promise<{ estimate: Estimate }> {
  let saved: Draft | null = null;
  const sent = await moveEstimate(ctx, input, 'SENT', async (ctx, estimate, now) => {
    const draft = await readDraft(ctx, estimate);
    const positions = [...draft.positions.values()];
    if (!positions.some(({ kind }) => kind !== 'TEXT')) {
      throw reject('EMPTY_ESTIMATE', 'id', 'The estimate has no priced position: add one before sending it.');
    }
    const { validUntil } = estimate;
    if (validUntil !== null && isOver(validUntil, now, await timeZoneOf(ctx))) {
      throw reject(
        'VALIDITY_OVER',
        'id',
        `The estimate was valid until ${validUntil}. Set a later date first.`,
      );
    }
    const { content, totals } = await saveDraft(ctx, draft, { tellsShares: true });
    checkWarnings(ctx, estimate, input.acknowledgedWarnings);
    saved = draft;
    return { sentAt: now, contentHash: await storeSnapshot(ctx, content, totals, now) };
  });
  if (saved) showDraft(ctx, saved);
  return sent;
}

/** @throws InputRejected WARNINGS_NOT_ACKNOWLEDGED with one error for each; NEEDS_REVIEW can't be acknowledged */
function checkWarnings(ctx: Context, estimate: Estimate, acknowledged: readonly string[]): void {
  const seen = new Set(acknowledged);
  const left = shownWarnings(ctx, estimate).filter(
    ({ id, code }) => code === 'NEEDS_REVIEW' || !seen.has(id),
  );
  if (left.length === 0) return;
  throw new InputRejected(
    left.map(({ id, code, message }) => ({
      code: 'WARNINGS_NOT_ACKNOWLEDGED',
      path: ['acknowledgedWarnings'],
      message:
        code === 'NEEDS_REVIEW'
          ? message
          : `${message} Mend it, or name "${id}" among the acknowledged warnings.`,
    })),
  );
}

/**
 * Records the client's approval.
 *
 * @throws InputRejected EXPIRED after the end of the estimate's last day, in the organisation's time zone; as `moveEstimate`
 */
export function approveEstimate(ctx: Context, input: ApproveEstimateInput): Promise<{ estimate: Estimate }> {
  return moveEstimate(ctx, input, 'APPROVED', async (ctx, { number, validUntil }, now) => {
    if (validUntil !== null && isOver(validUntil, now, await timeZoneOf(ctx))) {
      throw reject(
        'EXPIRED',
        'id',
        `Estimate ${number} was valid until ${validUntil}: it can't be approved any more.`,
      );
    }
    return { decidedAt: now, decidedBy: ctx.viewer.userId };
  });
}

/** Records the client's refusal. @throws InputRejected for a missing or long reason, and as `moveEstimate` */
export async function declineEstimate(
  ctx: Context,
  input: DeclineEstimateInput,
): Promise<{ estimate: Estimate }> {
  const check = createInputCheck();
  const decisionReason = check.requiredText(input.reason, TEXT_LIMITS.reason, ['reason']);
  check.finish();
  return moveEstimate(ctx, input, 'DECLINED', async ({ viewer }, _estimate, now) => ({
    decidedAt: now,
    decidedBy: viewer.userId,
    decisionReason,
  }));
}
