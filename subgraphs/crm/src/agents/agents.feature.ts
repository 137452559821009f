import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { Agent } from './agent.entity';
import { agentLoaders } from './agents.loaders';
import { agentResolvers } from './agents.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'agents',
    columns: 'id external_id name status status_at connection_id user_kommo_id created_at updated_at',
  },
];

export const feature = {
  name: 'agents',
  entities: [Agent],
  resolvers: agentResolvers,
  loaders: agentLoaders,
  dataExports,
} satisfies CrmFeature;
