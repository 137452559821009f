import { read } from '../../../../service-kit/subgraph/context';
import { hasOneOrder } from '../calculation/money-rules';
import type { Context } from '../context';
import { readWhole } from '../drafts/content-reads.service';
import { asRefusal } from '../drafts/calculation-errors';
import { outlineOf } from '../drafts/document-order';
import { changeRow, draftOf, editDraft } from '../drafts/draft';
import type { EstimateContent } from '../drafts/estimate-content';
import { taxesAt, type Draft } from '../drafts/working-copy';
import { calculateContentInTurns, isSame } from '../drafts/draft-totals';
import type { Estimate } from '../estimates/estimate.entity';
import type { RetaxEstimateInput } from '../generated/types';
import { dayIn, organizationSettings, timeZoneOf } from '../organizations/organization-settings.service';
import { chargeCalculation } from '../snapshots/verification.service';
import type { Position } from '../positions/position.entity';
import { settleTaxes } from '../taxes/settle-taxes';
import { Tax } from '../taxes/tax.entity';
import type { Retaxing, TaxChange } from './retaxing.types';
import { taxChangeOf } from './tax-change';

/* A change of the organisation's tax, or of percentages of taxes with days, and the drafts that have the old ones; before it is taken, and taken. */

const OUTDATED = `
  WITH held AS (
    SELECT tax.id, period.rate, period."from", period."until" FROM estimates.taxes tax,
        jsonb_to_recordset(tax.periods) AS period (rate text, "from" date, "until" date)
     WHERE tax.org_id = $1)
  SELECT estimate.id FROM estimates.estimates estimate
    LEFT JOIN estimates.organization_settings settings
      ON settings.org_id = estimate.org_id AND num_nonnulls(settings.default_tax_rate, settings.default_tax_id) > 0
   WHERE estimate.org_id = $1 AND estimate.status = 'DRAFT' AND (EXISTS (
     SELECT 1 FROM jsonb_to_recordset(settings.former_taxes) AS former (rate text, "taxId" uuid)
      WHERE CASE WHEN former."taxId" IS NOT NULL THEN estimate.tax_id = former."taxId" OR EXISTS (
            SELECT 1 FROM estimates.positions line
             WHERE line.org_id = estimate.org_id AND line.estimate_id = estimate.id AND line.tax_id = former."taxId")
        WHEN former.rate IS NULL THEN NOT estimate.tax_chosen
        ELSE estimate.tax_chosen AND estimate.tax_id IS NULL AND estimate.default_tax_rate = former.rate
          OR former.rate <> 'EXEMPT' AND EXISTS (
            SELECT 1 FROM estimates.positions line
             WHERE line.org_id = estimate.org_id AND line.estimate_id = estimate.id
               AND line.tax_rate = former.rate AND line.tax_id IS NULL)
        END)
     OR EXISTS (
     SELECT 1 FROM held
      WHERE (held."from" IS NULL OR held."from" <= coalesce(estimate.supply_date, $2))
        AND (held."until" IS NULL OR coalesce(estimate.supply_date, $2) <= held."until")
        AND (held.id = estimate.tax_id AND held.rate <> estimate.default_tax_rate
          OR held.id::text = estimate.second_tax ->> 'taxId' AND held.rate <> estimate.second_tax ->> 'rate'
          OR EXISTS (
            SELECT 1 FROM estimates.positions line
             WHERE line.org_id = estimate.org_id AND line.estimate_id = estimate.id
               AND (line.tax_id IS NOT NULL OR line.second_tax_id IS NOT NULL)
               AND (line.tax_id = held.id AND line.tax_rate <> held.rate
                 OR line.second_tax_id = held.id AND line.second_tax_rate <> held.rate)))))
   ORDER BY estimate.updated_at DESC, estimate.id LIMIT 100`;

/** Drafts that `retaxEstimate` would change, last changed first. */
export async function draftsOfFormerTaxes(ctx: Context): Promise<Estimate[]> {
  const today = dayIn(await timeZoneOf(ctx), new Date());
  const rows = await read(ctx, (db) => db.query<{ id: string }[]>(OUTDATED, [ctx.viewer.orgId, today]));
  const found = await ctx.loaders.estimates.loadMany(rows.map((row) => row.id));
  return found.filter((each): each is Estimate => each !== null && !(each instanceof Error));
}

/**
 * What an estimate would come to with the organisation's tax, and with the percentages that its taxes hold on the day of supply.
 *
 * @returns null while the organisation has no tax, and percentages are what they are
 * @throws GraphQLError NOT_FOUND; BAD_USER_INPUT where it would come to more than an amount can be, or a tax holds no percentage
 */
export async function retaxing(ctx: Context, estimateId: string): Promise<Retaxing | null> {
  const { estimate, content } = await readWhole(ctx, estimateId);
  const { sections, positions } = content;
  const inOrder = outlineOf(sections, positions, hasOneOrder(estimate.policyVersion)).positions;
  const change = await changeOf(ctx, estimate, inOrder);
  const draft = workingCopy(content, change);
  const told = (error: unknown) => {
    throw asRefusal(error, 'With this tax the estimate can’t be calculated.', content);
  };
  await settleTaxes(ctx, draft).catch(told);
  const changesEstimate = !hasSameTaxes(draft.estimate, content.estimate);
  const moved = inOrder.filter((row) => {
    const now = draft.positions.get(row.id);
    return now !== row && now !== undefined && !isTaxedAlike(now, row);
  });
  if (change === null && !changesEstimate && moved.length === 0) return null;
  chargeCalculation(ctx, content);
  const after = await calculateContentInTurns({
    ...content,
    estimate: draft.estimate,
    positions: [...draft.positions.values()],
  }).catch(told);
  const { net, tax, payable } = estimate;
  return {
    changesEstimate,
    positions: moved,
    rate: changesEstimate || change === null ? draft.estimate.defaultTaxRate : change.rate,
    name: draft.estimate.taxName,
    estimate,
    before: { estimate, net, tax, payable },
    after: { estimate, net: after.net, tax: after.tax, payable: after.payable },
  };
}

/** What the organisation's tax of now changes in an estimate. */
async function changeOf(
  ctx: Context,
  estimate: Estimate,
  positions: readonly Position[],
): Promise<TaxChange | null> {
  const { orgId } = ctx.viewer;
  const id = estimate.taxId ?? null;
  const own = id === null ? null : await read(ctx, (db) => db.findOneBy(Tax, { orgId, id }));
  return taxChangeOf(estimate, positions, await organizationSettings(ctx), own);
}

/** A copy of what percentages are written into, with the change; rows that neither concerns are the same. */
function workingCopy({ estimate, sections, positions }: EstimateContent, change: TaxChange | null): Draft {
  const changed = new Set(change?.positions.map(({ id }) => id));
  const rows = positions.map((row) =>
    changed.has(row.id)
      ? { ...row, taxRate: change?.rate ?? null, taxId: change?.taxId ?? null }
      : row.taxId || row.secondTaxId
        ? { ...row }
        : row,
  );
  const draft = draftOf({ ...estimate, ...taxesOf(change) }, [...sections], rows);
  draft.taxPlaces = taxesAt(['estimateId']);
  return draft;
}

/** What the change makes of the estimate's own tax. */
const taxesOf = (change: TaxChange | null): Partial<Estimate> =>
  change?.changesEstimate
    ? { defaultTaxRate: change.rate, taxId: change.taxId, taxName: change.name, taxChosen: true }
    : {};

const hasSameTaxes = (one: Estimate, other: Estimate): boolean =>
  one.defaultTaxRate === other.defaultTaxRate &&
  (one.taxId ?? null) === (other.taxId ?? null) &&
  one.taxChosen === other.taxChosen &&
  one.secondTax?.rate === other.secondTax?.rate;

const isTaxedAlike = (one: Position, other: Position): boolean =>
  one.taxRate === other.taxRate &&
  (one.taxId ?? null) === (other.taxId ?? null) &&
  one.secondTaxRate === other.secondTaxRate;

/**
 * Gives a draft the organisation's tax where it has a former one, and the percentages that its taxes hold on the day of supply.
 *
 * @throws as `editDraft`; InputRejected TAX_NOT_VALID
 */
export function retaxEstimate(
  ctx: Context,
  input: RetaxEstimateInput,
): Promise<{ changed: boolean; estimate: Estimate }> {
  const { estimateId, expectedVersion, includesPositions } = input;
  return editDraft(ctx, estimateId, { idPath: ['estimateId'], expectedVersion }, async (draft, ctx) => {
    const { estimate } = draft;
    const before = { ...estimate };
    const change = await changeOf(ctx, estimate, [...draft.positions.values()]);
    Object.assign(estimate, taxesOf(change));
    if (change && includesPositions) {
      const { rate: taxRate, taxId } = change;
      for (const row of change.positions) changeRow(draft, row, () => Object.assign(row, { taxRate, taxId }));
    }
    draft.taxPlaces = taxesAt(['estimateId']);
    await settleTaxes(ctx, draft);
    return { changed: draft.dirty.size > 0 || !isSame(estimate, before) };
  });
}
