import { codes, code as currencyOf } from 'currency-codes';

/**
 * What ISO has changed since the list of `currency-codes` 2.2.0 (2024-06-25): amendments 176 to 180. Leave a line out once the
 * package has it.
 */
const SINCE_THE_LIST: Readonly<Record<string, number | null>> = {
  /** Caribbean guilder, in place of ANG. */
  XCG: 2,
  ANG: null,
  CUC: null,
  /** Bulgaria pays in euros from 2026. */
  BGN: null,
};

/** Codes that are no money: no currency, tests, and metals, which have no minor unit. */
const NO_MONEY = new Set([
  'XXX',
  'XTS',
  'XAU',
  'XAG',
  'XPT',
  'XPD',
  'XBA',
  'XBB',
  'XBC',
  'XBD',
  'XDR',
  'XSU',
  'XUA',
]);

const decimals = new Map<string, number>();
for (const code of codes()) if (!NO_MONEY.has(code)) decimals.set(code, currencyOf(code)?.digits ?? 2);
for (const [code, digits] of Object.entries(SINCE_THE_LIST)) {
  if (digits === null) decimals.delete(code);
  else decimals.set(code, digits);
}

/**
 * Decimals of a currency by ISO 4217's current list: 2 for EUR, 0 for JPY, 3 for KWD. Not the runtime's list, which follows
 * CLDR: there several currencies are shown with fewer decimals than they are counted in, HRK is in and VED is not.
 *
 * @param currency ISO 4217 code in capitals
 * @returns null for a code that is none
 */
export const decimalsOf = (currency: string): number | null => decimals.get(currency) ?? null;

/**
 * Writes an exact amount with the decimals of its currency; digits beyond them stay, unless they are zeros.
 *
 * @param amount digits with a point, as NUMERIC has it
 * @param currency an unknown one has two decimals
 */
export function amountIn(currency: string, amount: string): string {
  const digits = decimalsOf(currency) ?? 2;
  const [whole = '', fraction = ''] = amount.split('.');
  const kept = fraction.slice(0, digits).padEnd(digits, '0') + fraction.slice(digits).replace(/0+$/, '');
  return kept === '' ? whole : `${whole}.${kept}`;
}
