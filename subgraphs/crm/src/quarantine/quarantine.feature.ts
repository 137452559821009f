import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { QuarantinedRow } from './quarantined-row.entity';
import { quarantineLoaders } from './quarantine.loaders';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'quarantined_rows',
    columns: 'id connection_id entity row_key kommo_id reason raw first_seen_at last_seen_at',
  },
];

export const feature = {
  name: 'quarantine',
  entities: [QuarantinedRow],
  loaders: quarantineLoaders,
  dataExports,
} satisfies CrmFeature;
