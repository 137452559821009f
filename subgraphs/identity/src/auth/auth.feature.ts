import type { IdentityFeature } from '../feature';
import { authResolvers } from './auth.resolvers';
import { serveJwks } from './jwks.http';
import { LOCK_OUT_MAIL } from './lock-out-notice';

export const feature = {
  name: 'auth',
  resolvers: authResolvers,
  mails: [LOCK_OUT_MAIL],
  routes: (app, { keys }) => serveJwks(app, keys),
} satisfies IdentityFeature;
