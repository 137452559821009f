import type { CrmFeature } from '../feature';
import { CONNECTION_TROUBLE_MAIL, CONNECTION_WELL_MAIL, TOKEN_ENDS_MAIL } from './alarm-mails';
import { startAlarmWorker } from './tell-people';

export const feature = {
  name: 'alarms',
  workers: [startAlarmWorker],
  mails: [CONNECTION_TROUBLE_MAIL, CONNECTION_WELL_MAIL, TOKEN_ENDS_MAIL],
} satisfies CrmFeature;
