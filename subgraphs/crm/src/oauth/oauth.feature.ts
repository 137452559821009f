import type { CrmFeature } from '../feature';
import { addCallbackRoute } from './callback.http';
import { OAuthState } from './oauth-state.entity';
import { oauthResolvers } from './oauth.resolvers';

export const feature = {
  name: 'oauth',
  entities: [OAuthState],
  resolvers: oauthResolvers,
  routes: addCallbackRoute,
} satisfies CrmFeature;
