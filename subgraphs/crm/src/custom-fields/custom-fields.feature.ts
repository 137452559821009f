import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { CustomField } from './custom-field.entity';
import { CardValue } from './card-value.entity';
import { customFieldLoaders } from './custom-fields.loaders';
import { customFieldResolvers } from './custom-fields.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'custom_fields',
    columns:
      'id connection_id kind kommo_id name type code options currency is_deleted key mapped_name mapped_type',
    omitted: { MACHINERY: 'values_at' },
  },
  { table: 'card_values', leftOut: 'DERIVED' },
];

export const feature = {
  name: 'custom-fields',
  entities: [CustomField, CardValue],
  resolvers: customFieldResolvers,
  loaders: customFieldLoaders,
  dataExports,
} satisfies CrmFeature;
