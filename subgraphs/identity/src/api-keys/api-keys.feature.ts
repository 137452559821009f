import type { IdentityFeature } from '../feature';
import { ApiKey } from './api-key.entity';
import { EXPIRING_KEY_MAIL } from './expiring-key-mail';
import { apiKeyLoaders } from './api-keys.loaders';
import { apiKeyResolvers } from './api-keys.resolvers';
import { serveTokenEndpoint } from './oauth-token.http';

export const feature = {
  name: 'api-keys',
  entities: [ApiKey],
  resolvers: apiKeyResolvers,
  loaders: apiKeyLoaders,
  routes: serveTokenEndpoint,
  mails: [EXPIRING_KEY_MAIL],
} satisfies IdentityFeature;
