import type { InputPath } from '../../../../service-kit/data/input-check';
import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';

/** An estimate that is being changed, under its row's lock. */
export interface Draft {
  readonly estimate: Estimate;
  readonly sections: Map<string, Section>;
  readonly positions: Map<string, Position>;
  /** Where in the input a row came from, by its id (an adjustment's too): the money engine names rows by id. */
  readonly places: Map<string, InputPath>;
  /** Rows to write. */
  readonly dirty: Set<Section | Position>;
  /** Positions that come to something else now; what is not dirty, too, is written in its amounts only. */
  readonly repriced: Set<Position>;
  /** Rows to write if anything is: a draft of older rules had other ranks. */
  readonly reordered: Set<Section | Position>;
  readonly removedSections: Set<string>;
  readonly removedPositions: Set<string>;
  /** One instant for all that one edit writes. */
  readonly now: Date;
}
