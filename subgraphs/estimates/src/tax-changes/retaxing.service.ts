import { read } from '../../../../service-kit/subgraph/context';
import { hasOneOrder } from '../calculation/money-rules';
import type { Context } from '../context';
import { readWhole } from '../drafts/content-reads.service';
import { asRefusal } from '../drafts/calculation-errors';
import { outlineOf } from '../drafts/document-order';
import { changeRow, editDraft } from '../drafts/draft';
import { calculateContentInTurns } from '../drafts/draft-totals';
import type { Estimate } from '../estimates/estimate.entity';
import type { RetaxEstimateInput } from '../generated/types';
import { organizationSettings } from '../organizations/organization-settings.service';
import { chargeCalculation } from '../snapshots/verification.service';
import type { Retaxing } from './retaxing.types';
import { taxChangeOf } from './tax-change';

/* A change of the organisation's tax and the drafts that have the old one; before it is taken, and taken. */

const OUTDATED = `
  SELECT estimate.id FROM estimates.estimates estimate
    JOIN estimates.organization_settings settings
      ON settings.org_id = estimate.org_id AND settings.default_tax_rate IS NOT NULL
   WHERE estimate.org_id = $1 AND estimate.status = 'DRAFT' AND EXISTS (
     SELECT 1 FROM jsonb_to_recordset(settings.former_taxes) AS former (rate text)
      WHERE CASE WHEN former.rate IS NULL THEN NOT estimate.tax_chosen
        ELSE estimate.tax_chosen AND estimate.default_tax_rate = former.rate
          OR former.rate <> 'EXEMPT' AND EXISTS (
            SELECT 1 FROM estimates.positions line
             WHERE line.org_id = estimate.org_id AND line.estimate_id = estimate.id AND line.tax_rate = former.rate)
        END)
   ORDER BY estimate.updated_at DESC, estimate.id LIMIT 100`;

/** Drafts that `retaxEstimate` would change, last changed first. */
export async function draftsOfFormerTaxes(ctx: Context): Promise<Estimate[]> {
  const rows = await read(ctx, (db) => db.query<{ id: string }[]>(OUTDATED, [ctx.viewer.orgId]));
  const found = await ctx.loaders.estimates.loadMany(rows.map((row) => row.id));
  return found.filter((each): each is Estimate => each !== null && !(each instanceof Error));
}

/**
 * What an estimate would come to with the organisation's tax.
 *
 * @returns null while the organisation has none
 * @throws GraphQLError NOT_FOUND; BAD_USER_INPUT where it would come to more than an amount can be
 */
export async function retaxing(ctx: Context, estimateId: string): Promise<Retaxing | null> {
  const { estimate, content } = await readWhole(ctx, estimateId);
  const { sections, positions } = content;
  const inOrder = outlineOf(sections, positions, hasOneOrder(estimate.policyVersion)).positions;
  const change = taxChangeOf(estimate, inOrder, await organizationSettings(ctx));
  if (change === null) return null;
  chargeCalculation(ctx, content);
  const moved = new Set(change.positions.map(({ id }) => id));
  const after = await calculateContentInTurns({
    ...content,
    estimate: change.changesEstimate
      ? { ...content.estimate, defaultTaxRate: change.rate }
      : content.estimate,
    positions: positions.map((row) => (moved.has(row.id) ? { ...row, taxRate: change.rate } : row)),
  }).catch((error: unknown) => {
    throw asRefusal(error, 'With this tax the estimate can’t be calculated.', content);
  });
  const { net, tax, payable } = estimate;
  return {
    ...change,
    estimate,
    before: { estimate, net, tax, payable },
    after: { estimate, net: after.net, tax: after.tax, payable: after.payable },
  };
}

/** Gives a draft the organisation's tax where it has a former one. @throws as `editDraft` */
export function retaxEstimate(
  ctx: Context,
  input: RetaxEstimateInput,
): Promise<{ changed: boolean; estimate: Estimate }> {
  const { estimateId, expectedVersion, includesPositions } = input;
  return editDraft(ctx, estimateId, { idPath: ['estimateId'], expectedVersion }, async (draft, ctx) => {
    const { estimate } = draft;
    const change = taxChangeOf(estimate, [...draft.positions.values()], await organizationSettings(ctx));
    if (change === null) return { changed: false };
    const { rate, name, changesEstimate } = change;
    if (changesEstimate) Object.assign(estimate, { defaultTaxRate: rate, taxName: name, taxChosen: true });
    const positions = includesPositions ? change.positions : [];
    for (const row of positions) changeRow(draft, row, () => Object.assign(row, { taxRate: rate }));
    return { changed: changesEstimate || positions.length > 0 };
  });
}
