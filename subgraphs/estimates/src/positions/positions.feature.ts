import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Position } from './position.entity';
import { positionLoaders } from './positions.loaders';
import { positionResolvers } from './positions.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'positions',
    columns:
      'id estimate_id section_id rank kind code name description unit quantity waste_percent unit_price unit_cost markup_mode markup_value discount_mode discount_value tax_rate quantity_with_waste base_amount markup_amount discount_amount amount cost version created_at updated_at cost_share shown_unit_price adjustment_amount net tax origin_id choice included second_tax_rate second_tax source_catalogue_id source_item_id source_version source_unit_price source_on formula variable unit_price_formula unit_cost_formula coefficients effective_unit_price assembly labour_percent foreign_price tax_id second_tax_id',
  },
];

export const feature = {
  name: 'positions',
  entities: [Position],
  resolvers: positionResolvers,
  loaders: positionLoaders,
  dataExports,
} satisfies EstimatesFeature;
