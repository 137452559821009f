import type { InputPath } from '../../../../service-kit/data/input-check';
import type { EstimateTotals } from '../calculation/totals.types';
import type { Outline } from '../drafts/document-order';
import type { EstimateContent } from '../drafts/estimate-content';
import type { Estimate } from '../estimates/estimate.entity';
import type { PositionNode } from '../positions/position-node';
import type { Position } from '../positions/position.entity';
import type { SectionNode } from '../sections/section-node';
import type { Section } from '../sections/section.entity';

/** What an estimate comes to that is stored nowhere; rows and their ids live as long as the request. */
export interface Preview {
  readonly estimate: Estimate;
  readonly content: EstimateContent;
  readonly outline: Outline<Section, Position>;
  /** Where in the input rows came from, by id. */
  readonly places: ReadonlyMap<string, InputPath>;
  /** The calculation with what explanations take; null where the operation asks for none. */
  readonly totals: EstimateTotals | null;
}

/** A section as the resolvers of `SectionPreview` are given it. */
export interface PreviewedSection extends SectionNode {
  readonly preview: Preview;
}

/** A position as the resolvers of `PositionPreview` are given it. */
export interface PreviewedPosition extends PositionNode {
  readonly preview: Preview;
}
