import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { PricedIn } from './catalogue-prices';

/** `KeptPriceReason` of the schema. */
export type KeptPriceReason = 'EDITED' | 'OTHER_CURRENCY' | 'OTHER_UNIT' | 'NOT_SOLD' | 'OUT_OF_LIMITS';

/** A position whose price moved since it was taken. */
export interface MovedPrice {
  readonly position: Position;
  readonly price: PricedIn;
  /** Why it stays as it is; null: `news` are taken. */
  readonly keeps: KeptPriceReason | null;
  readonly news: Partial<Position>;
}

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
