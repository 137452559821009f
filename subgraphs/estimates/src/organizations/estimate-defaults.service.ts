import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import { readTaxRate } from '../estimates/estimate-settings';
import type { UpdateEstimateDefaultsInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import type { TaxRate } from '../calculation/totals.types';
import type { EstimateDefaults, FormerTax } from './organization-settings.entity';
import { dayIn, lockOrganization } from './organization-settings.service';
import { readTaxId, refuseUnknownTax } from '../taxes/tax-input';
import { rateOn } from '../taxes/tax-periods';
import { Tax } from '../taxes/tax.entity';

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
    const { id: defaultTaxId, rate: defaultTaxRate } = await readTax(ctx, check, input, before);
    const defaultTaxName =
      input.taxName === undefined
        ? before.defaultTaxName
        : check.text(input.taxName, TEXT_LIMITS.taxName, ['taxName']);
    const remindDays = readReminderDays(check, input.reminderDays, before.remindDays);
    check.finish();
    const formerTaxes = formerAfter(before, { id: defaultTaxId, rate: defaultTaxRate });
    // Only its own columns: the others are written by what identity tells.
    await ctx.transaction.query(
      `INSERT INTO estimates.organization_settings AS known
           (org_id, default_tax_rate, default_tax_name, remind_days, former_taxes, default_tax_id)
         VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (org_id) DO UPDATE
         SET default_tax_rate = excluded.default_tax_rate, default_tax_name = excluded.default_tax_name,
             remind_days = excluded.remind_days, former_taxes = excluded.former_taxes,
             default_tax_id = excluded.default_tax_id`,
      [orgId, defaultTaxRate, defaultTaxName, remindDays, JSON.stringify(formerTaxes), defaultTaxId],
    );
    return { defaults: { ...before, defaultTaxId, defaultTaxRate, defaultTaxName, remindDays, formerTaxes } };
  });
}

/** Former taxes that are remembered. */
const MOST_FORMER = 20;

interface DefaultTax {
  /** Of a tax with days; null: the percentage stands by itself. */
  readonly id: string | null;
  readonly rate: TaxRate | null;
}

/** The tax an input asks for. A tax with days has the percentage of today beside it, for what knows percentages only. */
async function readTax(
  { transaction: db, viewer: { orgId } }: WritingContext,
  check: EstimateInputCheck,
  input: UpdateEstimateDefaultsInput,
  { defaultTaxId, defaultTaxRate, timeZone }: EstimateDefaults,
): Promise<DefaultTax> {
  const id = readTaxId(check, input, defaultTaxId, []);
  if (id === null) {
    const current = defaultTaxId === null ? defaultTaxRate : null;
    return { id, rate: readTaxRate(check, input, current, null, []) };
  }
  const tax = await db.findOneBy(Tax, { orgId, id });
  if (!tax) refuseUnknownTax(check, ['taxId']);
  return { id, rate: tax ? rateOn(tax.periods, dayIn(timeZone, new Date())) : null };
}

/** Whether two are one tax, whatever its percentage is now. */
const isOneTax = (one: DefaultTax, other: DefaultTax): boolean =>
  one.id === other.id && (one.id !== null || one.rate === other.rate);

/** What new estimates began with before; a tax that comes back is no former one any more. */
function formerAfter(before: EstimateDefaults, now: DefaultTax): FormerTax[] {
  const { formerTaxes, defaultTaxId, defaultTaxRate, defaultTaxName } = before;
  const last: DefaultTax = { id: defaultTaxId, rate: defaultTaxRate };
  if (isOneTax(last, now)) return formerTaxes;
  const others = formerTaxes.filter(({ taxId = null, rate }) =>
    [last, now].every((each) => !isOneTax({ id: taxId, rate }, each)),
  );
  const taxId = defaultTaxId === null ? {} : { taxId: defaultTaxId };
  return [{ rate: defaultTaxRate, name: defaultTaxName, ...taxId }, ...others].slice(0, MOST_FORMER);
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
