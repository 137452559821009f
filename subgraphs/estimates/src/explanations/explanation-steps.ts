import { ExactDecimal } from '../calculation/rounding';
import type { EstimateTotals } from '../calculation/totals.types';
import { plainDecimal } from '../calculation/decimal-text';
import type { EstimateContent } from '../drafts/estimate-content';
import type { ExplanationLanguage } from './explanation-words';

type ExplanationRule =
  | 'QUANTITY'
  | 'EXCHANGE'
  | 'COEFFICIENTS'
  | 'PRICE'
  | 'MARKUP'
  | 'DISCOUNT'
  | 'COST_SHARE'
  | 'LINE'
  | 'LABOUR'
  | 'NOT_TAKEN'
  | 'SHARE'
  | 'NET'
  | 'TAX'
  | 'SECOND_TAX'
  | 'GROSS'
  | 'COST'
  | 'SUM'
  | 'ADJUSTMENT'
  | 'ROUNDING'
  | 'PAYMENT';

/** A value that a step takes. */
interface StepInput {
  readonly name: string;
  readonly value: string;
}

export interface ExplanationStep {
  readonly rule: ExplanationRule;
  readonly text: string;
  readonly inputs: readonly StepInput[];
  /** Before it was rounded; null where nothing was. */
  readonly exact: string | null;
  readonly amount: string;
}

/** What explanations are made of. */
export interface Explained {
  readonly content: EstimateContent;
  /** With the lines' weights. */
  readonly totals: EstimateTotals;
  readonly seesCosts: boolean;
  readonly language: ExplanationLanguage;
}

const EXACT_DIGITS = 12;
/** Reads a decimal. */
export const decimal = (value: string) => new ExactDecimal(value);
/** Written with so many digits as anybody checks. */
export const written = (value: InstanceType<typeof ExactDecimal>): string =>
  plainDecimal(value.toDecimalPlaces(EXACT_DIGITS).toFixed());

/** Makes a step. @param exact before rounding */
export const step = (
  rule: ExplanationRule,
  text: string,
  amount: string,
  inputs: Readonly<Record<string, string | null>> = {},
  exact: string | null = null,
): ExplanationStep => ({
  rule,
  text,
  amount,
  exact,
  inputs: Object.entries(inputs).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value: plainDecimal(value) }],
  ),
});
