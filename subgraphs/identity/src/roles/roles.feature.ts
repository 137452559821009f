import type { IdentityFeature } from '../feature';
import { Role } from './role.entity';
import { roleLoaders } from './roles.loaders';
import { roleResolvers } from './roles.resolvers';

export const feature = {
  name: 'roles',
  entities: [Role],
  resolvers: roleResolvers,
  loaders: roleLoaders,
} satisfies IdentityFeature;
