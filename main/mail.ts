import { join } from 'node:path';
import {
  folderTransport,
  noTransport,
  parseSender,
  smtpTransport,
  type MailTransport,
} from '../service-kit/mail/transport';
import type { Platform } from './platform';

/** Where mails are kept that are not sent. */
export const mailFolder = (dataDir: string): string => join(dataDir, 'outbox');

/** By SMTP when there is a server, else files; in production without one, mails wait. */
export function openMailTransport({ settings, dataDir, log }: Platform): MailTransport {
  const from = parseSender(settings.MAIL_FROM);
  if (!from) throw new Error('MAIL_FROM was not checked.');
  if (settings.SMTP_URL) return smtpTransport({ url: settings.SMTP_URL, from });
  if (settings.NODE_ENV !== 'production') return folderTransport({ folder: mailFolder(dataDir), from });
  log.warn('SMTP_URL is not set: mails wait in the database until it is');
  return noTransport;
}
