import type { InputPath } from '../../../../service-kit/data/input-check';
import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';

/** Places of an input: of the estimate's tax, of its second one, and of those of positions. */
export interface TaxPlaces {
  readonly tax: InputPath;
  readonly secondTax: InputPath;
  readonly positions: InputPath;
}

/** All of them in one place. */
export const taxesAt = (place: InputPath): TaxPlaces => ({ tax: place, secondTax: place, positions: place });

/** An estimate that is being changed, under its row's lock. */
export interface Draft {
  readonly estimate: Estimate;
  readonly sections: Map<string, Section>;
  readonly positions: Map<string, Position>;
  /** Where in the input a row came from, by its id (an adjustment's too): the money engine names rows by id. */
  readonly places: Map<string, InputPath>;
  /** Positions whose formula of the cost the input gives, by their ids: what can't be read of it is told to whoever gives it. */
  readonly givenCostFormulas: Set<string>;
  /**
   * Where in the input mistakes of taxes are told that no row's own place is known of; null: nothing in the input is about them, and
   * percentages stay where a tax holds none on the day of supply.
   */
  taxPlaces: TaxPlaces | null;
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
