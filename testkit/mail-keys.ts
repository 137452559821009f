import { createKeyRing } from '../service-kit/auth/secrets';
import { createMailer } from '../service-kit/mail/mails';

/** The keys that tests seal waiting mails with. */
export const MAIL_KEYS = createKeyRing([['k1', Buffer.alloc(32, 1)]]);

/** What estimates needs in a test to write to clients, and to delete. */
export const TO_CLIENTS = {
  mailer: createMailer(MAIL_KEYS),
  secrets: MAIL_KEYS,
  clientUrl: (token: string): string => `https://client.example/e/${token}`,
  trashKeepDays: 30,
};
