import { TotalsInputError } from './money-limits';

/** Currencies whose minor unit is not 1/100 (ISO 4217, list one). */
const UNUSUAL_MINOR_UNITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const minorUnitsByCurrency = new Map(
  Object.entries(UNUSUAL_MINOR_UNITS).flatMap(([minorUnits, codes]) =>
    codes.split(' ').map((code) => [code, Number(minorUnits)] as const),
  ),
);

/** Codes the runtime knows, and the units of account it does not list. */
const knownCurrencies = new Set([...Intl.supportedValuesOf('currency'), ...minorUnitsByCurrency.keys()]);

/**
 * Decimals of a currency by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. Our own list, because the runtime follows
 * CLDR, where several currencies are shown with fewer decimals than they are counted in.
 *
 * @param currency ISO 4217 code in capitals
 * @param path where the code stands in the input, for the error
 * @throws TotalsInputError UNKNOWN_CURRENCY
 */
export function minorUnitsOf(currency: string, path: readonly string[] = ['currency']): number {
  if (!knownCurrencies.has(currency)) {
    const message = 'currency must be an ISO 4217 code in capitals, such as "EUR".';
    throw new TotalsInputError('UNKNOWN_CURRENCY', path, message);
  }
  return minorUnitsByCurrency.get(currency) ?? 2;
}
