import type { Estimate } from '../estimates/estimate.entity';
import type { ExplanationStep } from './explanation-steps';

/** How an amount came about. */
export interface Explanation {
  readonly estimate: Estimate;
  /** Of the section or position; null for the estimate itself. */
  readonly rowId: string | null;
  readonly name: string;
  readonly steps: readonly ExplanationStep[];
}
