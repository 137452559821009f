import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineValues } from '../../../../service-kit/data/read';
import { moneyOf } from '../calculation/money';
import type { Context } from '../context';
import { ALL_STATUSES, isOnOffer } from '../statuses/statuses';

/** What estimates of a lead come to in one currency. */
interface LeadTotal {
  readonly leadId: string;
  readonly total: ReturnType<typeof moneyOf>;
}

const readTotals = defineValues<LeadTotal>(
  `SELECT lead_id, currency, max(minor_units), sum(coalesce((agreed ->> 'payable')::numeric, payable))
     FROM estimates.estimates
    WHERE org_id = :orgId AND lead_id = ANY(:ids::uuid[]) AND status = ANY(:statuses)
    GROUP BY lead_id, currency ORDER BY currency COLLATE "C"`,
  ([leadId, currency, minorUnits, sum]) => ({
    leadId: leadId ?? '',
    total: moneyOf({ currency: currency ?? '', minorUnits: Number(minorUnits) }, sum ?? '0'),
  }),
);

/**
 * Batch function behind `Lead.estimatedTotal`: one statement for any number of leads. A revision that is sent takes its predecessor's
 * place (SUPERSEDED), so no document is counted twice.
 */
export async function totalsByLead(ctx: Context, ids: readonly string[]): Promise<LeadTotal['total'][][]> {
  const found = await readTotals(ctx, { ids, statuses: ALL_STATUSES.filter(isOnOffer) });
  return groupByKey(ids, found, ({ leadId }) => leadId).map((totals) => totals.map(({ total }) => total));
}
