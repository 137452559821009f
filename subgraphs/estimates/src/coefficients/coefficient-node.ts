import type { Context } from '../context';
import { plainDecimal } from '../calculation/decimal-text';
import type { Estimate } from '../estimates/estimate.entity';
import { shownCoefficients } from './shown-coefficients';
import type { StoredCoefficient } from '../estimates/estimate.entity';

/** The coefficients of a position, a section or the estimate that the viewer may see, as `Coefficient` shows them. */
export const coefficientsFor = (
  ctx: Context,
  estimate: Estimate,
  { coefficients }: { readonly coefficients: readonly StoredCoefficient[] | null },
): StoredCoefficient[] =>
  shownCoefficients(ctx.viewer.permissions.has('costs:read'), estimate, coefficients).map((each) => ({
    ...each,
    value: plainDecimal(each.value),
  }));
