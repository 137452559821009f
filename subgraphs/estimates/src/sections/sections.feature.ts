import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Section } from './section.entity';
import { sectionLoaders } from './sections.loaders';
import { sectionResolvers } from './sections.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'sections',
    columns:
      'id estimate_id parent_id rank name description adjustments adjustment_totals lines_subtotal sections_subtotal total cost positions_without_cost version created_at updated_at origin_id choice included coefficients',
  },
];

export const feature = {
  name: 'sections',
  entities: [Section],
  resolvers: sectionResolvers,
  loaders: sectionLoaders,
  dataExports,
} satisfies EstimatesFeature;
