import type { IdentityFeature } from '../feature';
import { authResolvers } from './auth.resolvers';
import { serveJwks } from './jwks.http';

export const feature = {
  name: 'auth',
  resolvers: authResolvers,
  routes: (app, { keys }) => serveJwks(app, keys),
} satisfies IdentityFeature;
