import { TAX_EXEMPT } from '../calculation/money-rules';
import type { Estimate } from '../estimates/estimate.entity';
import type { EstimateDefaults } from '../organizations/organization-settings.entity';
import type { Position } from '../positions/position.entity';
import type { TaxChange } from './retaxing.types';

/**
 * What the organisation's tax of now changes in an estimate: its own tax and those of positions, where they are ones that the organisation
 * had before. What is outside the tax by a position's own setting stays there.
 *
 * @returns null while the organisation has no tax
 */
export function taxChangeOf(
  estimate: Pick<Estimate, 'defaultTaxRate' | 'taxChosen' | 'taxName'>,
  positions: readonly Position[],
  { defaultTaxRate: rate, defaultTaxName, formerTaxes }: EstimateDefaults,
): TaxChange | null {
  if (rate === null) return null;
  const formerRates = new Set(formerTaxes.map((each) => each.rate));
  const own = estimate.taxChosen ? estimate.defaultTaxRate : null;
  const changesEstimate = formerRates.has(own);
  const hadItsName =
    estimate.taxName === null ||
    formerTaxes.some((each) => each.rate === own && each.name === estimate.taxName);
  return {
    changesEstimate,
    positions: positions.filter(
      ({ taxRate }) => taxRate !== null && taxRate !== TAX_EXEMPT && formerRates.has(taxRate),
    ),
    rate,
    name: changesEstimate && hadItsName ? defaultTaxName : estimate.taxName,
  };
}
