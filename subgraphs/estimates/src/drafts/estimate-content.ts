import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';

/** An estimate with all that is in it. */
export interface EstimateContent {
  readonly estimate: Estimate;
  readonly sections: readonly Section[];
  readonly positions: readonly Position[];
}
