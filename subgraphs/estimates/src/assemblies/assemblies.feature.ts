import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { assemblyLoaders } from './assemblies.loaders';
import { assemblyResolvers } from './assemblies.resolvers';
import { AssemblyComponent } from './assembly-component.entity';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'assembly_components',
    columns: 'item_id place component_id name quantity',
    order: 'item_id place',
  },
];

export const feature = {
  name: 'assemblies',
  entities: [AssemblyComponent],
  resolvers: assemblyResolvers,
  loaders: assemblyLoaders,
  dataExports,
} satisfies EstimatesFeature;
