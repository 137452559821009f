import { PERMISSION_NAMES } from '../../../schema/permissions';
import { DateTimeScalar, DecimalScalar } from '../../../service-kit/subgraph/scalars';
import { buildShieldedSchema } from '../../../service-kit/subgraph/subgraph-schema';
import type { Subgraph } from '../../../service-kit/subgraph/subgraph';
import { companyResolvers } from './companies/companies.resolvers';
import { connectionResolvers } from './connections/connections.resolvers';
import { contactResolvers } from './contacts/contacts.resolvers';
import { createContext } from './context';
import { credentialsResolvers } from './credentials/credentials.resolvers';
import { crmUserResolvers } from './crm-users/crm-users.resolvers';
import type { Resolvers } from './generated/types';
import { leadResolvers } from './leads/leads.resolvers';
import { addCallbackRoute } from './oauth/callback.http';
import { oauthResolvers } from './oauth/oauth.resolvers';
import { pipelineResolvers } from './pipelines/pipelines.resolvers';
import { createRuntime, type CrmDeps } from './runtime';
import { syncResolvers } from './sync-runs/sync.resolvers';

export type { CrmDeps } from './runtime';

const FEATURES: readonly Resolvers[] = [
  credentialsResolvers,
  oauthResolvers,
  connectionResolvers,
  syncResolvers,
  pipelineResolvers,
  crmUserResolvers,
  leadResolvers,
  contactResolvers,
  companyResolvers,
];

function mergeResolvers(): Resolvers {
  const merged: Record<string, object> = { DateTime: DateTimeScalar, Decimal: DecimalScalar };
  for (const feature of FEATURES) {
    for (const [type, fields] of Object.entries(feature)) merged[type] = { ...merged[type], ...fields };
  }
  return merged as Resolvers;
}

/** Makes the crm subgraph: the organisation's Kommo accounts and our copy of them. Starts no workers. */
export function createCrm(deps: CrmDeps): Subgraph {
  const runtime = createRuntime(deps);
  const schema = buildShieldedSchema({
    name: 'crm',
    resolvers: mergeResolvers(),
    permissions: PERMISSION_NAMES,
  });
  return {
    name: 'crm',
    schema,
    async createContext(facts) {
      const viewer = facts.token === null ? null : await deps.verifier.verify(facts.token);
      const log = runtime.log.child({ requestId: facts.requestId });
      return createContext({ facts, log, source: deps.source, bell: deps.bell, viewer }, runtime);
    },
    routes: (app) => addCallbackRoute(app, runtime),
    ready: async () => {
      await deps.source.query('SELECT 1');
    },
    close: () => runtime.close(),
  };
}
