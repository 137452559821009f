import { createInputCheck } from '../../../../service-kit/data/input-check';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context, WritingContext } from '../context';
import type {
  ApproveEstimateInput,
  CancelEstimateInput,
  ConvertEstimateInput,
  DeclineEstimateInput,
  RequestEstimateChangesInput,
  ReturnEstimateInput,
  SubmitEstimateInput,
} from '../generated/types';
import { TEXT_LIMITS } from '../input-check';
import { nameOf } from '../estimates/estimate-numbers.service';
import { Estimate } from '../estimates/estimate.entity';
import { isPast } from '../organizations/organization-settings.service';
import { EXPORT_ESTIMATE } from '../../../../schema/jobs';
import { requireAgreedPaper } from '../exports/papers.service';
import { agreedOffer } from '../offers/offers.service';
import { moveEstimate } from './status-moves.service';

type Done = Promise<{ estimate: Estimate }>;

/** What is noted of a decision that one of the organisation's people records. */
const recorded = ({ viewer, facts }: Context, { contentHash }: Estimate, now: Date): Partial<Estimate> => ({
  decidedAt: now,
  decidedBy: viewer.userId,
  decisionEvidence: {
    via: 'RECORDED',
    contentHash: contentHash ?? '',
    ip: facts.ip,
    userAgent: facts.userAgent,
    requestId: facts.requestId,
  },
});

/** @throws InputRejected for a missing or long text */
function readText(value: string, field: string, limit: number): string {
  const check = createInputCheck();
  const text = check.requiredText(value, limit, [field]);
  check.finish();
  return text;
}

const readReason = (reason: string): string => readText(reason, 'reason', TEXT_LIMITS.reason);

/**
 * Records the client's approval.
 *
 * @throws InputRejected EXPIRED after the end of the estimate's last day, in the organisation's time zone; CHOICE_NOT_FOUND,
 *   ALTERNATIVES_NEED_ONE; as `moveEstimate`
 */
export function approveEstimate(ctx: Context, input: ApproveEstimateInput): Done {
  return moveEstimate(ctx, input, 'APPROVED', async (ctx, estimate, now) => {
    if (await isPast(ctx, estimate, now)) {
      const message = `${nameOf(estimate)} was valid until ${estimate.validUntil}: it can't be approved any more. Revise it.`;
      throw reject('EXPIRED', 'id', message);
    }
    const agreed = await agreedOffer(ctx.transaction, estimate, input.taken ?? null);
    if (agreed.contentHash !== estimate.contentHash) {
      await requireAgreedPaper(ctx.transaction, estimate.orgId, estimate.id);
      void ctx.afterCommit(() => ctx.jobBell?.ring(EXPORT_ESTIMATE, estimate.orgId));
    }
    return { facts: { ...recorded(ctx, estimate, now), agreed } };
  });
}

/** Records the client's refusal. @throws InputRejected for a missing or long reason, and as `moveEstimate` */
export async function declineEstimate(ctx: Context, input: DeclineEstimateInput): Done {
  const reason = readReason(input.reason);
  return moveEstimate(ctx, input, 'DECLINED', (ctx, estimate, now) => ({
    facts: { ...recorded(ctx, estimate, now), decisionReason: reason },
    reason,
  }));
}

/** Records what the client wants otherwise. @throws as {@link declineEstimate} */
export async function requestEstimateChanges(ctx: Context, input: RequestEstimateChangesInput): Done {
  const reason = readReason(input.reason);
  return moveEstimate(ctx, input, 'CHANGES_REQUESTED', (ctx, estimate, now) => ({
    facts: { ...recorded(ctx, estimate, now), decisionReason: reason },
    reason,
  }));
}

/** Takes back what was sent. @throws as {@link declineEstimate} */
export async function cancelEstimate(ctx: Context, input: CancelEstimateInput): Done {
  const reason = readReason(input.reason);
  return moveEstimate(ctx, input, 'CANCELLED', () => ({ reason }));
}

/** Gives a draft to a second person. @throws as `moveEstimate` */
export const submitEstimate = (ctx: Context, input: SubmitEstimateInput): Done =>
  moveEstimate(ctx, input, 'INTERNAL_REVIEW', ({ viewer }) => ({ facts: { reviewAskedBy: viewer.userId } }));

/** Sends a draft back from its review. @throws as {@link declineEstimate} */
export async function returnEstimate(ctx: Context, input: ReturnEstimateInput): Done {
  const reason = readReason(input.reason);
  return moveEstimate(ctx, input, 'DRAFT', () => ({ facts: { reviewAskedBy: null }, reason }));
}

const REFERENCE_LENGTH = 200;

/**
 * Notes what an approved estimate became elsewhere.
 *
 * @throws InputRejected ALREADY_CONVERTED_TO when another estimate became that; as {@link declineEstimate}
 */
export async function convertEstimate(ctx: Context, input: ConvertEstimateInput): Done {
  const convertedTo = readText(input.convertedTo, 'convertedTo', REFERENCE_LENGTH);
  return moveEstimate(ctx, input, 'CONVERTED', async (ctx, { id }) => {
    await checkReference(ctx, convertedTo, id);
    return { facts: { convertedTo } };
  });
}

/** One after the other in an organisation, so that of two with the same reference the second is refused in words. */
async function checkReference(ctx: WritingContext, convertedTo: string, id: string): Promise<void> {
  const { orgId } = ctx.viewer;
  await ctx.transaction.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `${orgId} ${convertedTo}`,
  ]);
  const other = await ctx.transaction.findOneBy(Estimate, { orgId, convertedTo });
  if (!other || other.id === id) return;
  throw reject('ALREADY_CONVERTED_TO', 'convertedTo', `${nameOf(other)} became “${convertedTo}” already.`);
}
