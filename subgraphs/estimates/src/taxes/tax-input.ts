import { isId } from '../../../../service-kit/data/ids';
import type { InputPath } from '../../../../service-kit/data/input-check';
import type { EstimateInputCheck } from '../input-check';

/** How an input names a tax with days; the other two are the ways to name one without. */
export interface TaxReference {
  taxId?: string | null | undefined;
  taxRate?: string | null | undefined;
  taxExempt?: boolean | null | undefined;
}

const NAMES = { taxId: 'taxId', taxRate: 'taxRate' };

/**
 * The tax with days that an input asks for; whether your organisation has it is seen when percentages are settled.
 *
 * @param current what stands there now
 * @param names of the fields there
 * @returns null: none, the percentage stands by itself
 */
export function readTaxId(
  check: EstimateInputCheck,
  { taxId, taxRate, taxExempt }: TaxReference,
  current: string | null,
  path: InputPath,
  names = NAMES,
): string | null {
  const isPlain = taxRate != null || taxExempt === true;
  if (taxId == null) return isPlain || taxId === null || taxRate === null ? null : current;
  const at = [...path, names.taxId];
  if (isPlain) {
    const message = `Give either "${names.taxId}" or a tax without days: "${names.taxRate}" or none.`;
    check.refuse('TAX_GIVEN_TWICE', at, message);
  }
  if (isId(taxId)) return taxId.toLowerCase();
  refuseUnknownTax(check, at);
  return current;
}

/** The mistake of naming a tax that is not there, or not yours. */
export const refuseUnknownTax = (check: EstimateInputCheck, path: InputPath): void =>
  check.refuse('TAX_NOT_FOUND', path, 'Tax not found.');
