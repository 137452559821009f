import { TAX_EXEMPT } from '../calculation/money-rules';
import type { TaxRate } from '../calculation/totals.types';
import type { Estimate } from '../estimates/estimate.entity';
import type { EstimateDefaults } from '../organizations/organization-settings.entity';
import type { Position } from '../positions/position.entity';
import { isNameOf, type Tax } from '../taxes/tax.entity';
import type { TaxChange } from './retaxing.types';

/**
 * What the organisation's tax of now changes in an estimate: its own tax and those of positions, where they are ones that the organisation
 * had before. What is outside the tax by a position's own setting stays there.
 *
 * @param own its own tax, where it has one with days
 * @returns null while the organisation has no tax
 */
export function taxChangeOf(
  estimate: Pick<Estimate, 'defaultTaxRate' | 'taxId' | 'taxChosen' | 'taxName'>,
  positions: readonly Position[],
  { defaultTaxId: taxId, defaultTaxRate: rate, defaultTaxName, formerTaxes }: EstimateDefaults,
  own: Tax | null,
): TaxChange | null {
  if (rate === null && taxId === null) return null;
  /** @param of null: nobody chose one */
  const formerOf = (of: TaxRate | null, id: string | null) =>
    formerTaxes.find((each) => (each.taxId == null ? id === null && each.rate === of : each.taxId === id));
  const former = formerOf(estimate.taxChosen ? estimate.defaultTaxRate : null, estimate.taxId ?? null);
  const hadItsName =
    estimate.taxName === null ||
    former?.name === estimate.taxName ||
    (own !== null && isNameOf(own, estimate.taxName));
  return {
    changesEstimate: former !== undefined,
    positions: positions.filter(
      ({ taxRate, taxId: ownId }) =>
        taxRate !== null && taxRate !== TAX_EXEMPT && formerOf(taxRate, ownId ?? null) !== undefined,
    ),
    rate: rate ?? '0',
    taxId,
    name: former && hadItsName ? defaultTaxName : estimate.taxName,
  };
}
