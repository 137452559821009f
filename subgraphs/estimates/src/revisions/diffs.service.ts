import { listTooLong } from '../../../../service-kit/errors/errors';
import { inTurns, nextTurn } from '../../../../service-kit/subgraph/turns';
import type { Context } from '../context';
import type { EstimateContent } from '../drafts/estimate-content';
import { getEstimate } from '../estimates/estimate-reads.service';
import { guardShares } from '../estimates/shown-prices';
import { diffInPieces, type ComparedEstimates, type RowChange } from './estimate-diff';

/** A pair of lines takes about as long to compare as one field to be read. */
const LINE_POINTS = 0.1;

async function contentFor(ctx: Context, id: string): Promise<EstimateContent> {
  const estimate = await getEstimate(ctx, id);
  guardShares(ctx, estimate);
  const [sections, positions] = await Promise.all([
    ctx.loaders.sectionsByEstimate.load(estimate.id),
    ctx.loaders.positionsByEstimate.load(estimate.id),
  ]);
  return { estimate, sections, positions };
}

/**
 * Compares any two estimates of the caller's organisation.
 *
 * @throws GraphQLError NOT_FOUND, for a foreign one too
 */
export async function estimateDiff(ctx: Context, fromId: string, toId: string): Promise<ComparedEstimates> {
  const [before, after] = await Promise.all([contentFor(ctx, fromId), contentFor(ctx, toId)]);
  ctx.facts.spending?.charge((before.positions.length + after.positions.length) * LINE_POINTS);
  await nextTurn();
  const diff = await inTurns(diffInPieces(before, after, ctx.viewer.permissions.has('costs:read')));
  return { ...diff, before: before.estimate, after: after.estimate };
}

/** What a list of changes gives at once. */
const MAX_LISTED = 1_000;

/** @throws GraphQLError LIST_TOO_LONG */
export function checkedChanges(changes: readonly RowChange[]): RowChange[] {
  if (changes.length <= MAX_LISTED) return [...changes];
  throw listTooLong(`There are ${changes.length} changes; ${MAX_LISTED} can be given at once.`);
}
