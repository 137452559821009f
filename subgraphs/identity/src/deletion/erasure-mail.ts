import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

/** The last mail to somebody whose account was erased. */
export const ACCOUNT_ERASED_MAIL: MailKind<{ name: string }> = {
  name: 'account-erased',
  data: z.object({ name: z.string() }),
  texts: {
    en: {
      subject: 'Your account was erased',
      intro: 'Hello {{name}}, your account was erased as you asked. Your name and address are gone from it.',
      small:
        'What you made in your organisations stays there, without your name. This is the last mail to you.',
    },
    ru: {
      subject: 'Ваша учётная запись стёрта',
      intro:
        'Здравствуйте, {{name}}! Ваша учётная запись стёрта по вашей просьбе: имени и адреса в ней больше нет.',
      small: 'Созданное вами остаётся в организациях без вашего имени. Это последнее письмо вам.',
    },
  },
  content: ({ name }, say) => ({
    blocks: [{ heading: say('subject') }, { text: say('intro', { name }) }, { small: say('small') }],
  }),
};
