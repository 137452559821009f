import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { authResolvers } from './auth.resolvers';
import { serveJwks } from './jwks.http';
import { LOCK_OUT_MAIL } from './lock-out-notice';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'log_in_attempts', leftOut: 'MACHINERY' },
  { table: 'known_devices', leftOut: 'MACHINERY' },
];

export const feature = {
  name: 'auth',
  resolvers: authResolvers,
  mails: [LOCK_OUT_MAIL],
  routes: (app, { keys }) => serveJwks(app, keys),
  dataExports,
} satisfies IdentityFeature;
