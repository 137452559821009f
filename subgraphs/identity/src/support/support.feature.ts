import type { IdentityFeature } from '../feature';
import { SupportGrant } from './support-grant.entity';
import { supportLoaders } from './support.loaders';
import { supportResolvers } from './support.resolvers';

export const feature = {
  name: 'support',
  entities: [SupportGrant],
  resolvers: supportResolvers,
  loaders: supportLoaders,
} satisfies IdentityFeature;
