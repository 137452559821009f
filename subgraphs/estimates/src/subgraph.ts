import { PERMISSION_NAMES } from '../../../schema/permissions';
import { DateTimeScalar, DecimalScalar } from '../../../service-kit/subgraph/scalars';
import type { Subgraph } from '../../../service-kit/subgraph/subgraph';
import { buildShieldedSchema } from '../../../service-kit/subgraph/subgraph-schema';
import { createContext, type ContextDeps } from './context';
import { DateScalar } from './date-scalar';
import { estimateResolvers } from './estimates/estimates.resolvers';
import { positionResolvers } from './positions/positions.resolvers';
import { projectResolvers } from './projects/projects.resolvers';
import { sectionResolvers } from './sections/sections.resolvers';

const resolvers = {
  ...projectResolvers,
  ...estimateResolvers,
  ...sectionResolvers,
  ...positionResolvers,
  Query: { ...projectResolvers.Query, ...estimateResolvers.Query },
  Subscription: estimateResolvers.Subscription,
  Mutation: {
    ...projectResolvers.Mutation,
    ...estimateResolvers.Mutation,
    ...sectionResolvers.Mutation,
    ...positionResolvers.Mutation,
  },
  DateTime: DateTimeScalar,
  Decimal: DecimalScalar,
  Date: DateScalar,
};

/**
 * Makes the estimates subgraph. Nothing in it connects or listens.
 *
 * @param deps.source from `connectEstimates`; whoever made it closes it
 * @param deps.leads asks crm about leads
 * @param deps.changes carries word of changed estimates to their watchers
 */
export function createEstimates(deps: ContextDeps): Subgraph {
  const schema = buildShieldedSchema({ name: 'estimates', resolvers, permissions: PERMISSION_NAMES });
  return {
    name: 'estimates',
    schema,
    createContext: (facts) => createContext(deps, facts),
    ready: async () => void (await deps.source.query('SELECT 1')),
    close: async () => undefined,
  };
}
