import type { Decimal } from 'decimal.js';
import { ExactDecimal, MICRO_DECIMALS, microOf, tenTo, type Micro } from './rounding';

/** Bounds of a decimal in the input: both ends allowed, at most `scale` decimals (trailing zeros do not count). */
export interface DecimalLimit {
  readonly min: string;
  readonly max: string;
  readonly scale: number;
}

/**
 * The one list of numeric limits; forms, services and columns follow it.
 * Quantities fill NUMERIC(18,6), amounts NUMERIC(19,4), percentages NUMERIC(9,6). Unit prices stop below 10⁹, well
 * inside NUMERIC(19,6): a larger one is nearly always a slip of the keyboard.
 */
export const MONEY_LIMITS = {
  quantity: { min: '0', max: '999999999999.999999', scale: 6 },
  /** From rules 3 on: below zero it takes back. */
  signedQuantity: { min: '-999999999999.999999', max: '999999999999.999999', scale: 6 },
  wastePercent: { min: '0', max: '100', scale: 6 },
  unitPrice: { min: '0', max: '999999999.999999', scale: 6 },
  /** From rules 3 on: below zero it is a credit. */
  signedUnitPrice: { min: '-999999999.999999', max: '999999999.999999', scale: 6 },
  unitCost: { min: '0', max: '999999999.999999', scale: 6 },
  /** What a price or cost for one is multiplied by. */
  coefficient: { min: '0.000001', max: '1000', scale: 6 },
  /** What one of another currency is in the document's. */
  exchangeRate: { min: '0.0000000001', max: '1000000000', scale: 10 },
  markupPercent: { min: '0', max: '999.999999', scale: 6 },
  discountPercent: { min: '0', max: '100', scale: 6 },
  labourPercent: { min: '0', max: '100', scale: 6 },
  taxRate: { min: '0', max: '100', scale: 6 },
  /** Any amount, given or calculated; a given one has at most the decimals of its currency. */
  amount: { min: '0', max: '999999999999999.9999', scale: 4 },
  /** Step of ROUND_TO and `roundPayableTo`; at most the decimals of its currency. */
  roundingStep: { min: '0.0001', max: '1000000', scale: 4 },
} as const satisfies Record<string, DecimalLimit>;

/** Limits of size (product.md 3.3: 10 000 positions, 8 levels; the others bound the work of one calculation). */
export const SIZE_LIMITS = {
  positions: 10_000,
  sections: 2_000,
  sectionDepth: 8,
  adjustmentsPerScope: 20,
  decimalCharacters: 40,
} as const;

/** Why an input was refused; stable, for `userErrors.code`. */
export type TotalsInputErrorCode =
  | 'NOT_A_DECIMAL'
  | 'TOO_MANY_DECIMALS'
  | 'BELOW_MINIMUM'
  | 'ABOVE_MAXIMUM'
  | 'AMOUNT_OUT_OF_RANGE'
  | 'DISCOUNT_EXCEEDS_LINE'
  | 'TEXT_CARRIES_AMOUNT'
  | 'INVALID_ADJUSTMENT'
  | 'CREDIT_WITHOUT_CHANGES'
  | 'ALTERNATIVES_NEED_ONE'
  | 'NO_SECOND_TAX'
  | 'UNSUPPORTED_POLICY'
  | 'UNKNOWN_CURRENCY'
  | 'DUPLICATE_ID'
  | 'UNKNOWN_SECTION'
  | 'SECTION_CYCLE'
  | 'SECTIONS_TOO_DEEP'
  | 'TOO_MANY_ITEMS';

/**
 * The input can't be calculated; `message` says what to mend and `place` where, e.g.
 * `['positions', '<position id>', 'unitPrice']` (not `path`: graphql-js takes that for its own). Safe to show to the person who sent the input.
 */
export class TotalsInputError extends Error {
  override readonly name = 'TotalsInputError';

  constructor(
    readonly code: TotalsInputErrorCode,
    readonly place: readonly string[],
    message: string,
  ) {
    super(message);
  }
}

interface Bounds {
  readonly min: Decimal;
  readonly max: Decimal;
  readonly least: Micro;
  readonly most: Micro;
}

const boundsOfLimit = new WeakMap<DecimalLimit, Bounds>();

function boundsOf(limit: DecimalLimit): Bounds {
  const known = boundsOfLimit.get(limit);
  if (known) return known;
  const [min, max] = [new ExactDecimal(limit.min), new ExactDecimal(limit.max)];
  const bounds = { min, max, least: inMicro(min), most: inMicro(max) };
  boundsOfLimit.set(limit, bounds);
  return bounds;
}

const inMicro = (decimal: Decimal): Micro =>
  BigInt(decimal.toFixed(6, ExactDecimal.ROUND_FLOOR).replace('.', ''));

const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;

function isPlainDecimal(value: string): boolean {
  // From untyped callers anything may arrive: numbers are refused like any other non-string.
  if (typeof value !== 'string' || value.length > SIZE_LIMITS.decimalCharacters) return false;
  return PLAIN_DECIMAL.test(value);
}

/**
 * Reads a decimal string and holds it to a limit: the check every money field goes through, here and in services.
 *
 * @param value digits with an optional point and sign, no exponent, spaces or thousands separators
 * @param limit an entry of `MONEY_LIMITS`, possibly with a smaller scale
 * @param path where the value stands in the input; its last part names the field in the message
 * @throws TotalsInputError NOT_A_DECIMAL, TOO_MANY_DECIMALS, BELOW_MINIMUM or ABOVE_MAXIMUM
 */
export function parseDecimal(value: string, limit: DecimalLimit, path: readonly string[]): Decimal {
  const field = path.at(-1) ?? 'value';
  if (!isPlainDecimal(value)) {
    throw new TotalsInputError('NOT_A_DECIMAL', path, `${field} must be a plain decimal such as "1234.50".`);
  }
  const decimal = new ExactDecimal(value);
  const { min, max } = boundsOf(limit);
  if (decimal.lt(min)) {
    throw new TotalsInputError(
      'BELOW_MINIMUM',
      path,
      `${field} must not be below ${limit.min}; it is ${value}.`,
    );
  }
  if (decimal.gt(max)) {
    throw new TotalsInputError(
      'ABOVE_MAXIMUM',
      path,
      `${field} must not be above ${limit.max}; it is ${value}.`,
    );
  }
  if (decimal.decimalPlaces() > limit.scale) {
    const message = `${field} takes at most ${limit.scale} decimals; it is ${value}.`;
    throw new TotalsInputError('TOO_MANY_DECIMALS', path, message);
  }
  return decimal;
}

/**
 * The same for the millionths that the engine calculates with.
 *
 * @param limit of at most 6 decimals
 * @throws TotalsInputError as `parseDecimal` does
 */
export function parseMicro(value: string, limit: DecimalLimit, path: readonly string[]): Micro {
  const micro = isPlainDecimal(value) ? microOf(value) : null;
  const { least, most } = boundsOf(limit);
  const isFine =
    micro !== null && micro >= least && micro <= most && micro % tenTo(MICRO_DECIMALS - limit.scale) === 0n;
  // Which rule it breaks is found out by who says so; what has zeros behind its sixth decimal breaks none.
  return isFine ? micro : inMicro(parseDecimal(value, limit, path));
}
