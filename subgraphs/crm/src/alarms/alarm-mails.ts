import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

const trouble = z.object({
  account: z.string(),
  subdomain: z.string(),
  code: z.string(),
  message: z.string(),
});

/** Kommo can't be reached, or no longer lets us in. */
export const CONNECTION_TROUBLE_MAIL: MailKind<z.infer<typeof trouble>> = {
  name: 'connection-trouble',
  data: trouble,
  texts: {
    en: {
      subject: 'Kommo: “{{account}}” does not synchronise',
      heading: 'The Kommo account “{{account}}” does not synchronise',
      intro:
        'Your copy of its leads and contacts is getting old. You will be written to again when it works.',
      account: 'Account',
      reason: 'Reason',
    },
    ru: {
      subject: 'Kommo: «{{account}}» не синхронизируется',
      heading: 'Аккаунт Kommo «{{account}}» не синхронизируется',
      intro: 'Ваша копия сделок и контактов устаревает. Мы напишем, когда связь восстановится.',
      account: 'Аккаунт',
      reason: 'Причина',
    },
  },
  content: ({ account, subdomain, code, message }, say) => ({
    subjectValues: { account },
    blocks: [
      { heading: say('heading', { account }) },
      { text: say('intro') },
      {
        facts: [
          [say('account'), subdomain],
          [say('reason'), message === '' ? code : message],
        ],
      },
    ],
  }),
};

const well = z.object({ account: z.string() });

/** It works again. */
export const CONNECTION_WELL_MAIL: MailKind<z.infer<typeof well>> = {
  name: 'connection-well',
  data: well,
  texts: {
    en: {
      subject: 'Kommo: “{{account}}” synchronises again',
      heading: 'The Kommo account “{{account}}” synchronises again',
      intro: 'What was missed is being fetched. There is nothing to do.',
    },
    ru: {
      subject: 'Kommo: «{{account}}» снова синхронизируется',
      heading: 'Аккаунт Kommo «{{account}}» снова синхронизируется',
      intro: 'Пропущенное загружается. Делать ничего не нужно.',
    },
  },
  content: ({ account }, say) => ({
    subjectValues: { account },
    blocks: [{ heading: say('heading', { account }) }, { text: say('intro') }],
  }),
};

const ends = z.object({ account: z.string(), subdomain: z.string(), expiresAt: z.string() });

/** A long-lived token ends soon. */
export const TOKEN_ENDS_MAIL: MailKind<z.infer<typeof ends>> = {
  name: 'kommo-token-ends',
  data: ends,
  texts: {
    en: {
      subject: 'Kommo: the token of “{{account}}” ends soon',
      heading: 'The token of the Kommo account “{{account}}” ends soon',
      intro:
        'Then nothing is synchronised or written any more. Make a new long-lived token in Kommo, and connect the account with it.',
      account: 'Account',
      ends: 'Ends',
    },
    ru: {
      subject: 'Kommo: токен «{{account}}» скоро истечёт',
      heading: 'Токен аккаунта Kommo «{{account}}» скоро истечёт',
      intro:
        'После этого синхронизация и запись прекратятся. Создайте в Kommo новый долгосрочный токен и подключите аккаунт с ним.',
      account: 'Аккаунт',
      ends: 'Действует до',
    },
  },
  content: ({ account, subdomain, expiresAt }, say) => ({
    subjectValues: { account },
    blocks: [
      { heading: say('heading', { account }) },
      { text: say('intro') },
      {
        facts: [
          [say('account'), subdomain],
          [say('ends'), say.dateTime(new Date(expiresAt))],
        ],
      },
    ],
  }),
};
