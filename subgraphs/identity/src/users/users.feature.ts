import type { IdentityFeature } from '../feature';
import { User } from './user.entity';
import { userLoaders } from './users.loaders';
import { userResolvers } from './users.resolvers';

export const feature = {
  name: 'users',
  entities: [User],
  resolvers: userResolvers,
  loaders: userLoaders,
} satisfies IdentityFeature;
