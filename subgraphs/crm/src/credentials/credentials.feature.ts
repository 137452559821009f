import type { CrmFeature } from '../feature';
import { credentialsResolvers } from './credentials.resolvers';
import { KommoCredentials } from './kommo-credentials.entity';

export const feature = {
  name: 'credentials',
  entities: [KommoCredentials],
  resolvers: credentialsResolvers,
} satisfies CrmFeature;
