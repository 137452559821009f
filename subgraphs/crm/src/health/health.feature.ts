import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { healthLoaders } from './health.loaders';
import { healthResolvers } from './health.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [{ table: 'drift_checks', leftOut: 'MACHINERY' }];

export const feature = {
  name: 'health',
  resolvers: healthResolvers,
  loaders: healthLoaders,
  dataExports,
} satisfies CrmFeature;
