import type { CrmFeature } from '../feature';
import { addCallbackRoute } from './callback.http';
import { OAuthState } from './oauth-state.entity';
import { addUninstallRoute } from './uninstall.http';
import { oauthResolvers } from './oauth.resolvers';

export const feature = {
  name: 'oauth',
  entities: [OAuthState],
  resolvers: oauthResolvers,
  routes: (app, runtime) => {
    addCallbackRoute(app, runtime);
    addUninstallRoute(app, runtime);
  },
} satisfies CrmFeature;
