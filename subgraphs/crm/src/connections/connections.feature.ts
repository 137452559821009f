import type { CrmFeature } from '../feature';
import { closedOrganizations } from './closed-organizations';
import { ConnectionTokens } from './connection-tokens.entity';
import { Connection } from './connection.entity';
import { connectionLoaders } from './connections.loaders';
import { connectionResolvers } from './connections.resolvers';

export const feature = {
  name: 'connections',
  entities: [Connection, ConnectionTokens],
  resolvers: connectionResolvers,
  loaders: connectionLoaders,
  consumers: [closedOrganizations],
} satisfies CrmFeature;
