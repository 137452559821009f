import type { IdentityFeature } from '../feature';
import { MemberName } from './member-name.entity';
import { User } from './user.entity';
import { userLoaders } from './users.loaders';
import { userResolvers } from './users.resolvers';

export const feature = {
  name: 'users',
  entities: [User, MemberName],
  resolvers: userResolvers,
  loaders: userLoaders,
} satisfies IdentityFeature;
