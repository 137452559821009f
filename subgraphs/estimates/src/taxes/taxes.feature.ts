import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Tax } from './tax.entity';
import { taxLoaders } from './taxes.loaders';
import { taxResolvers } from './taxes.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'taxes', columns: 'id name former_names periods archived version created_at updated_at' },
];

export const feature = {
  name: 'taxes',
  entities: [Tax],
  resolvers: taxResolvers,
  loaders: taxLoaders,
  dataExports,
} satisfies EstimatesFeature;
