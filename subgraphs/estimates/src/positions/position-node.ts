import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from './position.entity';

/** A position as the resolvers of `Position` are given it. */
export interface PositionNode {
  readonly estimate: Estimate;
  readonly row: Position;
}
