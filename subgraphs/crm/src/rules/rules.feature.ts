import type { CrmFeature } from '../feature';
import { ruleConsumer } from './rule-events';
import { RuleRun } from './rule-run.entity';
import { Rule } from './rule.entity';
import { ruleLoaders } from './rules.loaders';
import { ruleResolvers } from './rules.resolvers';
import { runCrmRule } from './run-rule';

export const feature = {
  name: 'rules',
  entities: [Rule, RuleRun],
  resolvers: ruleResolvers,
  loaders: ruleLoaders,
  consumers: [ruleConsumer],
  jobs: [runCrmRule],
} satisfies CrmFeature;
