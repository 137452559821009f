import type { IdentityFeature } from '../feature';
import { RefreshToken } from './refresh-token.entity';
import { Session } from './session.entity';
import { sessionLoaders } from './sessions.loaders';
import { sessionResolvers } from './sessions.resolvers';

export const feature = {
  name: 'sessions',
  entities: [Session, RefreshToken],
  resolvers: sessionResolvers,
  loaders: sessionLoaders,
} satisfies IdentityFeature;
