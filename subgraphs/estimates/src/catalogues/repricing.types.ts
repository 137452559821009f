import type { Estimate } from '../estimates/estimate.entity';
import type { MovedPrice } from './moved-prices';

/** A position whose price is another by now. */
export interface PositionRepricing extends MovedPrice {
  readonly estimate: Estimate;
}

/** What new prices would do. */
export interface Repricing {
  readonly estimate: Estimate;
  readonly on: string;
  readonly positions: readonly PositionRepricing[];
  readonly before: string;
  readonly after: string;
}
