import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { Pipeline } from './pipeline.entity';
import { pipelineLoaders } from './pipelines.loaders';
import { pipelineResolvers } from './pipelines.resolvers';
import { Stage } from './stage.entity';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'pipelines',
    columns: 'id connection_id kommo_id name sort is_main is_archived is_deleted',
  },
  {
    table: 'stages',
    columns: 'id connection_id pipeline_kommo_id kommo_id name sort color is_deleted',
  },
];

export const feature = {
  name: 'pipelines',
  entities: [Pipeline, Stage],
  resolvers: pipelineResolvers,
  loaders: pipelineLoaders,
  dataExports,
} satisfies CrmFeature;
