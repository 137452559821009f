import type { Estimate } from '../estimates/estimate.entity';
import type { Section } from './section.entity';

/** A section as the resolvers of `Section` are given it. */
export interface SectionNode {
  readonly estimate: Estimate;
  readonly row: Section;
}
