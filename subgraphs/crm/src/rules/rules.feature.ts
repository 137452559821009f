import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { ruleConsumer } from './rule-events';
import { RuleRun } from './rule-run.entity';
import { Rule } from './rule.entity';
import { ruleLoaders } from './rules.loaders';
import { ruleResolvers } from './rules.resolvers';
import { runCrmRule } from './run-rule';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'rules',
    columns:
      'id connection_id name trigger pipeline_kommo_id stage_kommo_id actions is_active active_since created_by created_at updated_at',
    madeBy: 'created_by',
  },
  {
    table: 'rule_runs',
    columns:
      'id connection_id rule_id lead_id estimate_id facts state steps error_code error_message error_at created_at finished_at',
    omitted: { MACHINERY: 'write_ids' },
  },
  { table: 'rule_echoes', leftOut: 'MACHINERY' },
];

export const feature = {
  name: 'rules',
  entities: [Rule, RuleRun],
  resolvers: ruleResolvers,
  loaders: ruleLoaders,
  consumers: [ruleConsumer],
  jobs: [runCrmRule],
  dataExports,
} satisfies CrmFeature;
