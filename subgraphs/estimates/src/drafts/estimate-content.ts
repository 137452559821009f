import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';

/** A file that was sent with an estimate. */
export interface SentFile {
  readonly id: string;
  /** The line it is about; null: the whole estimate. */
  readonly positionId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly size: number;
  readonly sha256: string;
}

/** An estimate with all that is in it. */
export interface EstimateContent {
  readonly estimate: Estimate;
  readonly sections: readonly Section[];
  readonly positions: readonly Position[];
  /** What the client is given with it; only of what was sent, and only where there is something. */
  readonly files?: readonly SentFile[];
}
