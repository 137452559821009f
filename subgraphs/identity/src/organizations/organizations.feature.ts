import type { IdentityFeature } from '../feature';
import { Membership } from './membership.entity';
import { Organization } from './organization.entity';
import { organizationLoaders } from './organizations.loaders';
import { organizationResolvers } from './organizations.resolvers';

export const feature = {
  name: 'organizations',
  entities: [Organization, Membership],
  resolvers: organizationResolvers,
  loaders: organizationLoaders,
} satisfies IdentityFeature;
