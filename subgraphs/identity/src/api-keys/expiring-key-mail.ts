import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

/** Warns that a key ends soon. */
export const EXPIRING_KEY_MAIL: MailKind<{
  organization: string;
  key: string;
  prefix: string;
  /** RFC 3339. */
  expiresAt: string;
  timeZone: string;
}> = {
  name: 'expiring-key',
  data: z.object({
    organization: z.string(),
    key: z.string(),
    prefix: z.string(),
    expiresAt: z.string(),
    timeZone: z.string(),
  }),
  texts: {
    en: {
      subject: 'The API key “{{key}}” ends soon',
      heading: 'An API key of {{organization}} ends soon',
      intro: 'The API key “{{key}}” stops working then. What uses it will be refused.',
      name: 'Begins with',
      ends: 'Ends',
      rotate:
        'Rotate it (rotateApiKey): it gets a new secret and another year, and the old secret works on for a day.',
    },
    ru: {
      subject: 'API-ключ «{{key}}» скоро перестанет действовать',
      heading: 'API-ключ «{{organization}}» скоро перестанет действовать',
      intro: 'API-ключ «{{key}}» перестанет работать. Программы, которые им пользуются, получат отказ.',
      name: 'Начинается с',
      ends: 'Действует до',
      rotate:
        'Обновите его (rotateApiKey): он получит новый секрет и ещё год, а старый секрет проработает ещё сутки.',
    },
  },
  content: ({ organization, key, prefix, expiresAt, timeZone }, say) => ({
    subjectValues: { key },
    blocks: [
      { heading: say('heading', { organization }) },
      { text: say('intro', { key }) },
      {
        facts: [
          [say('name'), prefix],
          [say('ends'), say.dateTime(new Date(expiresAt), timeZone)],
        ],
      },
      { text: say('rotate') },
    ],
  }),
};
