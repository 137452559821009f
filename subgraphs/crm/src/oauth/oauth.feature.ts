import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { addCallbackRoute } from './callback.http';
import { OAuthState } from './oauth-state.entity';
import { addUninstallRoute } from './uninstall.http';
import { oauthResolvers } from './oauth.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [{ table: 'oauth_states', leftOut: 'SECRET' }];

export const feature = {
  name: 'oauth',
  entities: [OAuthState],
  resolvers: oauthResolvers,
  routes: (app, runtime) => {
    addCallbackRoute(app, runtime);
    addUninstallRoute(app, runtime);
  },
  dataExports,
} satisfies CrmFeature;
