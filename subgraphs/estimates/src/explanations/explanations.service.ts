import { notFound } from '../../../../service-kit/errors/errors';
import type { Context } from '../context';
import { calculateContentInTurns } from '../drafts/draft-totals';
import { readWhole } from '../drafts/content-reads.service';
import { guardShares } from '../estimates/shown-prices';
import { chargeCalculation } from '../snapshots/verification.service';
import { explainEstimate, explainPosition, explainSection } from './explain';
import type { Explained } from './explanation-steps';
import type { Explanation } from './explanation.types';
import type { ExplanationLanguage } from './explanation-words';

/**
 * Explains the amounts of a section or a position, or of the estimate itself. What was sent is explained by what was kept, and the
 * rules it was sent under.
 *
 * @param rowId null: the estimate itself
 * @throws GraphQLError NOT_FOUND, for a foreign one and for a row that is not in it
 */
export async function explain(
  ctx: Context,
  estimateId: string,
  rowId: string | null,
  language: ExplanationLanguage,
): Promise<Explanation> {
  const { estimate, content } = await readWhole(ctx, estimateId);
  guardShares(ctx, estimate);
  const id = rowId?.toLowerCase() ?? null;
  const isIn = (rows: readonly { readonly id: string }[]) => rows.some((row) => row.id === id);
  if (id !== null && !isIn(content.positions) && !isIn(content.sections)) throw notFound('Position');
  chargeCalculation(ctx, content);
  const totals = await calculateContentInTurns(content, { tellsWeights: true });
  return explainRow({ content, totals, seesCosts: ctx.viewer.permissions.has('costs:read'), language }, id);
}

/**
 * Explains the amounts of a row, or of the estimate.
 *
 * @param about the estimate and its calculation, with weights
 * @param id of a section or position in it; null: the estimate itself
 */
export function explainRow(about: Explained, id: string | null): Explanation {
  const { estimate, sections, positions } = about.content;
  const position = positions.find((row) => row.id === id);
  const section = sections.find((row) => row.id === id);
  const steps = position
    ? explainPosition(position, about)
    : section
      ? explainSection(section.id, about)
      : explainEstimate(about);
  return {
    estimate,
    rowId: id,
    name: (position ?? section)?.name ?? estimate.title,
    steps,
  };
}
