import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { UnitSynonym } from './unit-synonym.entity';
import { unitResolvers } from './units.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'unit_synonyms',
    columns: 'plain word unit',
    order: 'plain',
  },
];

export const feature = {
  name: 'units',
  entities: [UnitSynonym],
  resolvers: unitResolvers,
  dataExports,
} satisfies EstimatesFeature;
