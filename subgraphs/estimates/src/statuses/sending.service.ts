import { withTransaction } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import type { Context, WritingContext } from '../context';
import type { SendEstimateInput } from '../generated/types';
import { POLICY_VERSION } from '../calculation/money-rules';
import { sameAmount } from '../calculation/rounding';
import { lockEstimate, readDraft, saveDraft, showDraft, type Draft } from '../drafts/draft';
import { taxesAt } from '../drafts/working-copy';
import { nextNumber } from '../estimates/estimate-numbers.service';
import { makeLink, readMailWishes } from '../estimate-links/estimate-links.service';
import { announceEstimate } from '../estimates/estimate-changes';
import type { Estimate } from '../estimates/estimate.entity';
import { shownWarnings } from '../estimates/shown-warnings';
import { isPast } from '../organizations/organization-settings.service';
import { keepProjectOf } from '../projects/project-locks.service';
import { predecessorOf } from '../revisions/predecessors.service';
import { keepsShares, storeSnapshot } from '../snapshots/snapshots.service';
import { settleTaxes } from '../taxes/settle-taxes';
import { checkMove, writeMove } from './status-moves.service';
import { isLegalMove } from './statuses';

/**
 * Sends a draft: gives it its number, freezes its content, and keeps a snapshot of all of it with the hash of what the client is
 * shown. The estimate it was revised from becomes SUPERSEDED.
 *
 * Mails its client a link, when it is asked to.
 *
 * @throws InputRejected EMPTY_ESTIMATE, VALIDITY_OVER, WARNINGS_NOT_ACKNOWLEDGED, ILLEGAL_STATUS_MOVE, REVIEW_NEEDS_ANOTHER, RULES_CHANGED,
 *   TAXES_CHANGED, TAX_NOT_VALID
 * @throws GraphQLError NOT_FOUND, CONFLICT
 */
export async function sendEstimate(ctx: Context, input: SendEstimateInput): Promise<Sent> {
  const outcome = await send(ctx, input).catch((error: unknown) => {
    if (error instanceof OtherSince) return settle(ctx, input.id, error.code);
    throw error;
  });
  if ('refused' in outcome) throw reject(outcome.refused, 'id', OTHER_SINCE[outcome.refused]);
  return outcome;
}

/** What was sent, and the link that was mailed, if one was. */
export interface Sent {
  readonly estimate: Estimate;
  readonly linkId: string | null;
}

/** What an `Idempotency-Key` keeps of a draft that was brought up to date in place of sent: its repetition sends nothing nobody has seen. */
interface Refused {
  readonly refused: keyof typeof OTHER_SINCE;
}

const OTHER_SINCE = {
  RULES_CHANGED:
    'The rules of calculation are newer than this draft, and by them it comes to other amounts. It has them now: look at it, and send it again.',
  TAXES_CHANGED:
    'On the day of supply its taxes have other percentages than when it was last calculated. It has them now: look at it, and send it again.',
} as const;

/** A draft that was last calculated by older rules, or for another day, comes to other amounts than whoever sends it has seen. */
class OtherSince extends Error {
  constructor(readonly code: keyof typeof OTHER_SINCE) {
    super(code);
  }
}

/** The percentages of all that has a tax with days. */
const datedRatesOf = ({ estimate, positions }: Draft): string =>
  JSON.stringify([
    estimate.taxId && estimate.defaultTaxRate,
    estimate.secondTax?.taxId && estimate.secondTax.rate,
    ...[...positions.values()].flatMap(({ taxId, taxRate, secondTaxId, secondTaxRate }) =>
      taxId || secondTaxId ? [taxId && taxRate, secondTaxId && secondTaxRate] : [],
    ),
  ]);

/**
 * Calculates what was not sent yet by the newest rules and the percentages of the day: an edit as any other, so that nobody else sends
 * the version with the amounts before. Where somebody has done so, or sent it, meanwhile, it stays as it is.
 */
const settle = (ctx: Context, id: string, refused: Refused['refused']): Promise<Sent | Refused> =>
  withTransaction<Context, Sent | Refused>(ctx, async (ctx) => {
    await keepProjectOf(ctx, id);
    const estimate = await lockEstimate(ctx, id);
    if (!isLegalMove(estimate.status, 'SENT')) return { refused };
    const draft = await readDraft(ctx, estimate);
    const datedRates = datedRatesOf(draft);
    await settleTaxes(ctx, draft);
    if (estimate.policyVersion === POLICY_VERSION && datedRatesOf(draft) === datedRates) return { refused };
    estimate.version += 1;
    estimate.updatedAt = draft.now;
    await saveDraft(ctx, draft);
    await announceEstimate(ctx, id);
    return { refused };
  });

async function send(ctx: Context, input: SendEstimateInput): Promise<Sent | Refused> {
  let saved: Draft | null = null;
  const mail = input.mail ? readMailWishes(input.mail) : null;
  const sent = await withTransaction<Context, Sent | Refused>(ctx, async (ctx) => {
    await keepProjectOf(ctx, input.id);
    const predecessor = await predecessorOf(ctx, input.id);
    const estimate = await lockEstimate(ctx, input.id, input.expectedVersion);
    if ((predecessor?.id ?? null) !== estimate.supersedesId) throw notFound('Estimate'); // it came out of the trash meanwhile
    checkMove(estimate, 'SENT');
    if (predecessor) checkMove(predecessor, 'SUPERSEDED');
    const now = new Date();
    await checkSendable(ctx, estimate, now);
    const draft = await readDraft(ctx, estimate);
    if (![...draft.positions.values()].some(({ kind }) => kind !== 'TEXT')) {
      throw reject('EMPTY_ESTIMATE', 'id', 'The estimate has no priced position: add one before sending it.');
    }
    estimate.number ??= await nextNumber(ctx, now);
    const { policyVersion, net, payable } = estimate;
    const datedRates = datedRatesOf(draft);
    draft.taxPlaces = taxesAt(['id']);
    const { content, totals } = await saveDraft(ctx, draft, { tellsShares: keepsShares(draft) });
    const isOther = !sameAmount(net, estimate.net) || !sameAmount(payable, estimate.payable);
    if (policyVersion !== estimate.policyVersion && isOther) throw new OtherSince('RULES_CHANGED');
    if (datedRatesOf(draft) !== datedRates) throw new OtherSince('TAXES_CHANGED');
    checkWarnings(ctx, estimate, input.acknowledgedWarnings);
    const contentHash = await storeSnapshot(ctx, content, totals, now);
    await writeMove(ctx, estimate, 'SENT', { facts: { sentAt: now, contentHash } }, now);
    if (predecessor) {
      await writeMove(ctx, predecessor, 'SUPERSEDED', { facts: { supersededById: estimate.id } }, now);
    }
    const linkId = mail && (await makeLink(ctx, estimate, mail)).id;
    saved = draft;
    return { estimate, linkId };
  });
  if (saved) showDraft(ctx, saved);
  return sent;
}

async function checkSendable(ctx: WritingContext, estimate: Estimate, now: Date): Promise<void> {
  const { validUntil, status, reviewAskedBy } = estimate;
  if (status === 'INTERNAL_REVIEW' && reviewAskedBy === ctx.viewer.userId) {
    throw reject('REVIEW_NEEDS_ANOTHER', 'id', 'You gave it to a review: somebody else has to send it.');
  }
  if (await isPast(ctx, estimate, now)) {
    throw reject(
      'VALIDITY_OVER',
      'id',
      `The estimate was valid until ${validUntil}. Set a later date first.`,
    );
  }
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
