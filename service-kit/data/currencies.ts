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
 * @returns null for a code that is none
 */
export const decimalsOf = (currency: string): number | null =>
  knownCurrencies.has(currency) ? (minorUnitsByCurrency.get(currency) ?? 2) : null;

/**
 * Writes an exact amount with the decimals of its currency; digits beyond them stay, unless they are zeros.
 *
 * @param amount digits with a point, as NUMERIC has it
 * @param currency an unknown one has two decimals
 */
export function amountIn(currency: string, amount: string): string {
  const decimals = decimalsOf(currency) ?? 2;
  const [whole = '', fraction = ''] = amount.split('.');
  const kept =
    fraction.slice(0, decimals).padEnd(decimals, '0') + fraction.slice(decimals).replace(/0+$/, '');
  return kept === '' ? whole : `${whole}.${kept}`;
}
