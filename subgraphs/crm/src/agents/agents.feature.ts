import type { CrmFeature } from '../feature';
import { Agent } from './agent.entity';
import { agentLoaders } from './agents.loaders';
import { agentResolvers } from './agents.resolvers';

export const feature = {
  name: 'agents',
  entities: [Agent],
  resolvers: agentResolvers,
  loaders: agentLoaders,
} satisfies CrmFeature;
