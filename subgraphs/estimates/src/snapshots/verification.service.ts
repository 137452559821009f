import type { Context } from '../context';
import { calculateContentInTurns } from '../drafts/draft-totals';
import type { EstimateContent } from '../drafts/estimate-content';
import { getEstimate } from '../estimates/estimate-reads.service';
import { hashOf, shownContentInTurns } from './shown-content';
import { readSnapshot } from './snapshots.service';

/** What `verifyEstimate` answers. */
export interface Verification {
  readonly intact: boolean;
  readonly contentHash: string;
  readonly calculatedHash: string;
  readonly policyVersion: number;
  readonly keptAt: Date;
}

/** A line takes about as long to calculate as three fields to be read. */
const LINE_POINTS = 0.3;

/** Every adjustment is shared out over the lines. */
const adjustmentsIn = ({ estimate, sections }: EstimateContent): number =>
  estimate.adjustments.length + Math.max(0, ...sections.map(({ adjustments }) => adjustments.length));

/** Charges a calculation to who asks for it. */
export const chargeCalculation = (ctx: Context, content: EstimateContent): void =>
  ctx.facts.spending?.charge(content.positions.length * (1 + adjustmentsIn(content)) * LINE_POINTS);

/**
 * Calculates what was sent anew and compares it with what was kept.
 *
 * @returns null for an estimate that was never sent
 * @throws GraphQLError NOT_FOUND, for a foreign one too
 */
export async function verifyEstimate(ctx: Context, id: string): Promise<Verification | null> {
  const estimate = await getEstimate(ctx, id);
  const snapshot = await readSnapshot(ctx, estimate.id);
  if (!snapshot) return null;
  const { rows, shown, contentHash, format, policyVersion, createdAt } = snapshot;
  chargeCalculation(ctx, rows);
  const calculated = await shownContentInTurns(rows, await calculateContentInTurns(rows), format);
  return {
    intact: calculated === shown && hashOf(shown) === contentHash,
    contentHash,
    calculatedHash: hashOf(calculated),
    policyVersion,
    keptAt: createdAt,
  };
}
