import type { EstimatesFeature } from '../feature';
import { REMINDER_MAIL } from './reminder-mail';

export const feature = { name: 'reminders', mails: [REMINDER_MAIL] } satisfies EstimatesFeature;
