import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

/** Leads to the page where a lost second factor is removed. */
export const FACTOR_RESET_MAIL: MailKind<{ name: string; url: string }> = {
  name: 'second-factor-reset',
  data: z.object({ name: z.string(), url: z.string() }),
  texts: {
    en: {
      subject: 'Remove your lost second factor',
      intro:
        'Hello {{name}}, your administrators let you remove the second factor of your account, because you can’t prove it any more. Your password is needed.',
      button: 'Remove the second factor',
      ends: 'The link works once, for 24 hours. A newer mail replaces it.',
      other: 'If you have lost nothing, do nothing, and tell your administrators.',
    },
    ru: {
      subject: 'Удалите утраченный второй фактор',
      intro:
        'Здравствуйте, {{name}}! Администраторы разрешили вам удалить второй фактор учётной записи, потому что вы больше не можете его подтвердить. Понадобится пароль.',
      button: 'Удалить второй фактор',
      ends: 'Ссылка действует один раз, 24 часа. Новое письмо заменяет её.',
      other: 'Если вы ничего не теряли, ничего не делайте и сообщите администраторам.',
    },
  },
  content: ({ name, url }, say) => ({
    blocks: [
      { heading: say('subject') },
      { text: say('intro', { name }) },
      { button: { label: say('button'), url } },
      { small: say('ends') },
      { small: say('other') },
    ],
  }),
};
