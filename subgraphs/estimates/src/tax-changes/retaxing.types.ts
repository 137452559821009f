import type { TaxRate } from '../calculation/totals.types';
import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';

/** What an estimate comes to with one tax or another. */
export interface RetaxedAmounts {
  readonly estimate: Estimate;
  readonly net: string;
  readonly tax: string;
  readonly payable: string;
}

/** What a change of taxes does to an estimate. */
interface TaxDifference {
  readonly changesEstimate: boolean;
  /** Those that name an old rate of their own. */
  readonly positions: readonly Position[];
  /** What they get. */
  readonly rate: TaxRate;
  readonly name: string | null;
}

/** What a change of the organisation's tax does to one. */
export interface TaxChange extends TaxDifference {
  /** The tax with days that it gets; null: the percentage stands by itself. */
  readonly taxId: string | null;
}

/** The same, with what it comes to. */
export interface Retaxing extends TaxDifference {
  readonly estimate: Estimate;
  readonly before: RetaxedAmounts;
  readonly after: RetaxedAmounts;
}
