import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { readTaxRate } from '../estimates/estimate-settings';
import type { UpdateEstimateDefaultsInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import type { EstimateDefaults } from './organization-settings.entity';
import { organizationSettings } from './organization-settings.service';

/**
 * Changes the tax that new estimates of the organisation have; those that are there stay. Currency and time zone are identity's.
 *
 * @throws InputRejected for a bad rate or name
 */
export async function updateEstimateDefaults(
  ctx: Context,
  input: UpdateEstimateDefaultsInput,
): Promise<{ defaults: EstimateDefaults }> {
  return withTransaction(ctx, async (ctx) => {
    const { orgId } = ctx.viewer;
    const before = await organizationSettings(ctx);
    const check = createEstimateInputCheck();
    const defaultTaxRate = readTaxRate(check, input, before.defaultTaxRate, null, []);
    const defaultTaxName =
      input.taxName === undefined
        ? before.defaultTaxName
        : check.text(input.taxName, TEXT_LIMITS.taxName, ['taxName']);
    check.finish();
    // Only its own columns: the others are written by what identity tells.
    await ctx.transaction.query(
      `INSERT INTO estimates.organization_settings AS known (org_id, default_tax_rate, default_tax_name) VALUES ($1, $2, $3)
       ON CONFLICT (org_id) DO UPDATE
         SET default_tax_rate = excluded.default_tax_rate, default_tax_name = excluded.default_tax_name`,
      [orgId, defaultTaxRate, defaultTaxName],
    );
    return { defaults: { ...before, defaultTaxRate, defaultTaxName } };
  });
}
