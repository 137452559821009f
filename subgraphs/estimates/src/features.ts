import { feature as drafts } from './drafts/drafts.feature';
import { feature as estimates } from './estimates/estimates.feature';
import type { EstimatesFeature } from './feature';
import { feature as positions } from './positions/positions.feature';
import { feature as projects } from './projects/projects.feature';
import { feature as sections } from './sections/sections.feature';
import { feature as statuses } from './statuses/statuses.feature';

/** All that estimates is made of. */
export const features: readonly EstimatesFeature[] = [
  projects,
  estimates,
  statuses,
  drafts,
  sections,
  positions,
];
