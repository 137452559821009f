import { decimalsOf } from '../../../../service-kit/data/currencies';
import { TotalsInputError } from './money-limits';

/**
 * Decimals of a currency of an estimate, see `decimalsOf`.
 *
 * @param currency ISO 4217 code in capitals
 * @param path where the code stands in the input, for the error
 * @throws TotalsInputError UNKNOWN_CURRENCY
 */
export function minorUnitsOf(currency: string, path: readonly string[] = ['currency']): number {
  const decimals = decimalsOf(currency);
  if (decimals === null) {
    const message = 'currency must be an ISO 4217 code in capitals, such as "EUR".';
    throw new TotalsInputError('UNKNOWN_CURRENCY', path, message);
  }
  return decimals;
}
