import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { startForgetting } from './forget-installs';
import { pendingInstallResolvers } from './pending-installs.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [{ table: 'pending_installs', leftOut: 'SECRET' }];

export const feature = {
  name: 'pending-installs',
  resolvers: pendingInstallResolvers,
  workers: [startForgetting],
  dataExports,
} satisfies CrmFeature;
