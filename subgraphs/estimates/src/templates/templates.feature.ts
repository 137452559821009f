import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Template } from './template.entity';
import { templateLoaders } from './templates.loaders';
import { templateResolvers } from './templates.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'templates',
    columns:
      'id name description currency parameters position_count content author_id version created_at updated_at',
    omitted: { ELSEWHERE: 'in_trash' },
    purpose: 'trash',
    madeBy: 'author_id',
  },
];

export const feature = {
  name: 'templates',
  entities: [Template],
  resolvers: templateResolvers,
  loaders: templateLoaders,
  dataExports,
} satisfies EstimatesFeature;
