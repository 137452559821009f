import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { CONNECTION_TROUBLE_MAIL, CONNECTION_WELL_MAIL, TOKEN_ENDS_MAIL } from './alarm-mails';
import { startAlarmWorker } from './tell-people';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [{ table: 'connection_notices', leftOut: 'MACHINERY' }];

export const feature = {
  name: 'alarms',
  workers: [startAlarmWorker],
  mails: [CONNECTION_TROUBLE_MAIL, CONNECTION_WELL_MAIL, TOKEN_ENDS_MAIL],
  dataExports,
} satisfies CrmFeature;
