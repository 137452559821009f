import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Project } from './project.entity';
import { projectLoaders } from './projects.loaders';
import { projectResolvers } from './projects.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'projects',
    columns: 'id name description lead_id author_id version created_at updated_at',
    omitted: { ELSEWHERE: 'in_trash' },
    purpose: 'trash',
    madeBy: 'author_id',
  },
];

export const feature = {
  name: 'projects',
  entities: [Project],
  resolvers: projectResolvers,
  loaders: projectLoaders,
  dataExports,
} satisfies EstimatesFeature;
