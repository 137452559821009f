import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Estimate } from './estimate.entity';
import { estimateLoaders } from './estimates.loaders';
import { estimateResolvers } from './estimates.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'estimates',
    columns:
      'id number title status lead_id project_id author_id notes valid_until currency minor_units rounding tax_mode tax_rounding policy_version default_tax_rate round_payable_to adjustments adjustment_totals tax_groups lines_subtotal section_adjustments subtotal adjustments_total net tax total payable_rounding payable cost positions_without_cost margin margin_percent markup_percent sent_at decided_at decided_by decision_reason content_hash version created_at updated_at warnings tax_chosen priced_by_cost revision supersedes_id superseded_by_id converted_to decision_evidence review_asked_by tax_name second_tax taxes options_total agreed parameters client payments payment_totals coefficients tax_id supply_date',
    omitted: { ELSEWHERE: 'in_trash' },
    purpose: 'trash',
    madeBy: 'author_id review_asked_by decided_by',
  },
  { table: 'number_counters', leftOut: 'MACHINERY' },
];

export const feature = {
  name: 'estimates',
  entities: [Estimate],
  resolvers: estimateResolvers,
  loaders: estimateLoaders,
  dataExports,
} satisfies EstimatesFeature;
