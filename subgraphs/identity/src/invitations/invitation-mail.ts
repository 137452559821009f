import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

/** Asks somebody to join an organisation. */
export const INVITATION_MAIL: MailKind<{
  organization: string;
  inviter: string;
  role: string;
  url: string;
  days: number;
}> = {
  name: 'invitation',
  data: z.object({
    organization: z.string(),
    inviter: z.string(),
    role: z.string(),
    url: z.string(),
    days: z.number(),
  }),
  texts: {
    en: {
      subject: '{{inviter}} invites you to {{organization}}',
      heading: 'Join {{organization}}',
      intro: '{{inviter}} invites you to work together in {{organization}}.',
      role: 'Your role',
      accept: 'Accept the invitation',
      ends_one: 'The link works for {{count}} day, and only for this address.',
      ends_other: 'The link works for {{count}} days, and only for this address.',
      unknown: 'If you know neither of them, do nothing: without you nothing happens.',
    },
    ru: {
      subject: '{{inviter}} приглашает вас в «{{organization}}»',
      heading: 'Присоединяйтесь к «{{organization}}»',
      intro: '{{inviter}} приглашает вас работать вместе в «{{organization}}».',
      role: 'Ваша роль',
      accept: 'Принять приглашение',
      ends_one: 'Ссылка действует {{count}} день и только для этого адреса.',
      ends_few: 'Ссылка действует {{count}} дня и только для этого адреса.',
      ends_many: 'Ссылка действует {{count}} дней и только для этого адреса.',
      unknown: 'Если вы не знаете отправителя, ничего не делайте: без вас ничего не произойдёт.',
    },
  },
  content: ({ organization, inviter, role, url, days }, say) => ({
    subjectValues: { organization, inviter },
    blocks: [
      { heading: say('heading', { organization }) },
      { text: say('intro', { organization, inviter }) },
      { facts: [[say('role'), role]] },
      { button: { label: say('accept'), url } },
      { small: say('ends', { count: days }) },
      { small: say('unknown') },
    ],
  }),
};
