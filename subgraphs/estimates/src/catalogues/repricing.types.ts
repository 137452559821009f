import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { PricedIn } from './catalogue-prices';

/** A position whose price is another by now. */
export interface PositionRepricing {
  readonly estimate: Estimate;
  readonly position: Position;
  readonly price: PricedIn;
}

/** What new prices would do. */
export interface Repricing {
  readonly estimate: Estimate;
  readonly on: string;
  readonly positions: readonly PositionRepricing[];
  readonly before: string;
  readonly after: string;
}
