import type { EveryLoaderMade } from '../../../service-kit/subgraph/feature';
import type { Context } from './context';
import { feature as adjustments } from './adjustments/adjustments.feature';
import { feature as assemblies } from './assemblies/assemblies.feature';
import { feature as assets } from './assets/assets.feature';
import { feature as attachments } from './attachments/attachments.feature';
import { feature as catalogues } from './catalogues/catalogues.feature';
import { feature as clientEstimates } from './client-estimates/client-estimates.feature';
import { feature as comments } from './comments/comments.feature';
import { feature as estimateLinks } from './estimate-links/estimate-links.feature';
import { feature as estimates } from './estimates/estimates.feature';
import { feature as explanations } from './explanations/explanations.feature';
import { feature as exports } from './exports/exports.feature';
import type { EstimatesFeature } from './feature';
import { feature as files } from './files/files.feature';
import { feature as imports } from './imports/imports.feature';
import { feature as knowledge } from './knowledge/knowledge.feature';
import { feature as letterhead } from './letterhead/letterhead.feature';
import { feature as offers } from './offers/offers.feature';
import { feature as leads } from './leads/leads.feature';
import { feature as organizations } from './organizations/organizations.feature';
import { feature as positions } from './positions/positions.feature';
import { feature as previews } from './previews/previews.feature';
import { feature as projects } from './projects/projects.feature';
import { feature as revisions } from './revisions/revisions.feature';
import { feature as reminders } from './reminders/reminders.feature';
import { feature as savedFilters } from './saved-filters/saved-filters.feature';
import { feature as sections } from './sections/sections.feature';
import { feature as snapshots } from './snapshots/snapshots.feature';
import { feature as units } from './units/units.feature';
import { feature as wanted } from './wanted/wanted.feature';
import { feature as statuses } from './statuses/statuses.feature';
import { feature as taxes } from './taxes/taxes.feature';
import { feature as taxChanges } from './tax-changes/tax-changes.feature';
import { feature as templates } from './templates/templates.feature';
import { feature as trash } from './trash/trash.feature';

const all = [
  projects,
  estimates,
  statuses,
  adjustments,
  sections,
  positions,
  files,
  snapshots,
  offers,
  catalogues,
  assemblies,
  explanations,
  templates,
  organizations,
  taxes,
  taxChanges,
  previews,
  letterhead,
  leads,
  revisions,
  exports,
  imports,
  wanted,
  estimateLinks,
  reminders,
  clientEstimates,
  units,
  savedFilters,
  assets,
  knowledge,
  attachments,
  comments,
  trash,
] as const satisfies readonly EstimatesFeature[];

/** All that estimates is made of. An error here names loaders that are declared and not made. */
export const features: EveryLoaderMade<Context, EstimatesFeature, typeof all> = all;
