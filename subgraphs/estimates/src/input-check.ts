import { createInputCheck, type InputCheck, type InputPath } from '../../../service-kit/data/input-check';
import { parseDecimal, TotalsInputError, type DecimalLimit } from './calculation/money-limits';

/** Longest texts, in characters; the tables' CHECKs say the same. */
export const TEXT_LIMITS = {
  name: 300,
  positionName: 500,
  description: 5_000,
  code: 100,
  unit: 50,
  notes: 10_000,
  reason: 2_000,
  adjustmentName: 200,
  choiceGroup: 100,
  taxName: 50,
  variable: 50,
  formula: 500,
  rateSource: 200,
} as const;

/** An {@link InputCheck} that knows money. */
export interface EstimateInputCheck extends InputCheck {
  /** Checks a decimal; answers it without superfluous zeros. */
  decimal(value: string, limit: DecimalLimit, path: InputPath): string;
  /** Notes what the money engine refuses, and answers `fallback` then. */
  engine<T>(work: () => T, fallback: T): T;
}

/** Makes a check with no mistakes yet. */
export function createEstimateInputCheck(): EstimateInputCheck {
  const check = createInputCheck();
  const engine = <T>(work: () => T, fallback: T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TotalsInputError)) throw error;
      check.refuse(error.code, error.place, error.message);
      return fallback;
    }
  };
  return {
    ...check,
    decimal: (value, limit, path) => engine(() => parseDecimal(value, limit, path).toFixed(), '0'),
    engine,
  };
}
