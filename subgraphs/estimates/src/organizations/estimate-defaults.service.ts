import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { readTaxRate } from '../estimates/estimate-settings';
import type { UpdateEstimateDefaultsInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import type { TaxRate } from '../calculation/totals.types';
import type { EstimateDefaults, FormerTax } from './organization-settings.entity';
import { lockOrganization } from './organization-settings.service';

/**
 * Changes the tax that new estimates of the organisation have, those that are there stay, and when people are reminded. Currency and time zone are identity's.
 *
 * @throws InputRejected for a bad rate or name
 */
export async function updateEstimateDefaults(
  ctx: Context,
  input: UpdateEstimateDefaultsInput,
): Promise<{ defaults: EstimateDefaults }> {
  return withTransaction(ctx, async (ctx) => {
    const { orgId } = ctx.viewer;
    const before = await lockOrganization(ctx.transaction, orgId);
    const check = createEstimateInputCheck();
    const defaultTaxRate = readTaxRate(check, input, before.defaultTaxRate, null, []);
    const defaultTaxName =
      input.taxName === undefined
        ? before.defaultTaxName
        : check.text(input.taxName, TEXT_LIMITS.taxName, ['taxName']);
    const remindDays = readReminderDays(check, input.reminderDays, before.remindDays);
    check.finish();
    const formerTaxes = formerAfter(before, defaultTaxRate);
    // Only its own columns: the others are written by what identity tells.
    await ctx.transaction.query(
      `INSERT INTO estimates.organization_settings AS known
           (org_id, default_tax_rate, default_tax_name, remind_days, former_taxes)
         VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (org_id) DO UPDATE
         SET default_tax_rate = excluded.default_tax_rate, default_tax_name = excluded.default_tax_name,
             remind_days = excluded.remind_days, former_taxes = excluded.former_taxes`,
      [orgId, defaultTaxRate, defaultTaxName, remindDays, JSON.stringify(formerTaxes)],
    );
    return { defaults: { ...before, defaultTaxRate, defaultTaxName, remindDays, formerTaxes } };
  });
}

/** Former taxes that are remembered. */
const MOST_FORMER = 20;

/** What new estimates began with before; a rate that comes back is no former one any more. */
function formerAfter(
  { formerTaxes, defaultTaxRate, defaultTaxName }: EstimateDefaults,
  rate: TaxRate | null,
): FormerTax[] {
  if (rate === defaultTaxRate) return formerTaxes;
  const others = formerTaxes.filter((each) => each.rate !== defaultTaxRate && each.rate !== rate);
  return [{ rate: defaultTaxRate, name: defaultTaxName }, ...others].slice(0, MOST_FORMER);
}

const MOST_DAYS = 60;

function readReminderDays(
  check: EstimateInputCheck,
  given: number | null | undefined,
  current: number | null,
): number | null {
  if (given == null) return given === null ? null : current;
  if (given >= 1 && given <= MOST_DAYS) return given;
  const message = `Give 1 to ${MOST_DAYS} days before the last one, or null for no reminders.`;
  check.refuse('INVALID_REMINDER_DAYS', ['reminderDays'], message);
  return current;
}
