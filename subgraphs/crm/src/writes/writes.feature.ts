import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { settleKommoChange } from './settle-change';
import { runKommoWrite } from './write-job';
import { writeResolvers } from './writes.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'kommo_writes', leftOut: 'MACHINERY' },
  { table: 'kommo_changes', leftOut: 'MACHINERY' },
];

export const feature = {
  name: 'writes',
  resolvers: writeResolvers,
  jobs: [runKommoWrite, settleKommoChange],
  dataExports,
} satisfies CrmFeature;
