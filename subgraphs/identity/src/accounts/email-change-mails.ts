import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

/** Leads to the page that makes an address the account's. It names nobody: it may go to a stranger. */
export const CONFIRM_EMAIL_MAIL: MailKind<{ url: string }> = {
  name: 'email-change',
  data: z.object({ url: z.string() }),
  texts: {
    en: {
      subject: 'Confirm your new e-mail address',
      intro:
        'Somebody asked to log in with this address from now on. If it was you, confirm it with the password of your account.',
      button: 'Confirm the new address',
      ends: 'The link works once, for 24 hours. A newer mail replaces it.',
      other: 'If it was not you, do nothing: without the password the link changes nothing.',
    },
    ru: {
      subject: 'Подтвердите новый адрес электронной почты',
      intro:
        'Кто-то хочет теперь входить с этим адресом. Если это вы, подтвердите его паролем своей учётной записи.',
      button: 'Подтвердить новый адрес',
      ends: 'Ссылка действует один раз, 24 часа. Новое письмо заменяет её.',
      other: 'Если это были не вы, ничего не делайте: без пароля ссылка ничего не изменит.',
    },
  },
  content: ({ url }, say) => ({
    blocks: [
      { heading: say('subject') },
      { text: say('intro') },
      { button: { label: say('button'), url } },
      { small: say('ends') },
      { small: say('other') },
    ],
  }),
};

/** Tells the address before that it is the account's no more. `url` takes everything back; null where nothing can be. */
export const EMAIL_CHANGED_MAIL: MailKind<{
  name: string;
  email: string;
  ip: string;
  at: string;
  url: string | null;
}> = {
  name: 'email-changed',
  data: z.object({
    name: z.string(),
    email: z.string(),
    ip: z.string(),
    at: z.iso.datetime(),
    url: z.string().nullable(),
  }),
  texts: {
    en: {
      subject: 'Your account has another e-mail address now',
      intro:
        'Hello {{name}}, one logs in to your account with another address from now on, and the other sessions were ended.',
      email: 'New address',
      when: 'When (UTC)',
      where: 'From the address',
      button: 'It was not me: take it back',
      ends: 'The link works once, for 7 days. It brings this address back, and you set a new password. Until then nobody else can register this address.',
      never:
        'This address was never confirmed, so there is nothing to take back. If you know nothing of an account, there is nothing to do.',
    },
    ru: {
      subject: 'У вашей учётной записи теперь другой адрес почты',
      intro:
        'Здравствуйте, {{name}}! Теперь в вашу учётную запись входят с другим адресом, остальные сеансы завершены.',
      email: 'Новый адрес',
      when: 'Когда (UTC)',
      where: 'С адреса',
      button: 'Это был не я: вернуть',
      ends: 'Ссылка действует один раз, 7 дней. Она возвращает этот адрес, и вы зададите новый пароль. До тех пор никто другой не может его зарегистрировать.',
      never:
        'Этот адрес не был подтверждён, поэтому возвращать нечего. Если вы не знаете ни о какой учётной записи, делать ничего не нужно.',
    },
  },
  content: ({ name, email, ip, at, url }, say) => ({
    blocks: [
      { heading: say('subject') },
      { text: say('intro', { name }) },
      {
        facts: [
          [say('email'), email],
          [say('when'), say.dateTime(new Date(at))],
          [say('where'), ip],
        ],
      },
      ...(url === null
        ? [{ small: say('never') }]
        : [{ button: { label: say('button'), url } }, { small: say('ends') }]),
    ],
  }),
};

/** Tells an address that the account is no more its own: the change to it was taken back. */
export const EMAIL_TAKEN_BACK_MAIL: MailKind<{ at: string }> = {
  name: 'email-change-undone',
  data: z.object({ at: z.iso.datetime() }),
  texts: {
    en: {
      subject: 'The change to this e-mail address was taken back',
      intro:
        'The account that was entered with this address has its former address again. All its sessions were ended.',
      when: 'When (UTC)',
      other: 'If that is not what you wanted: log in with the former address, and change it again.',
    },
    ru: {
      subject: 'Переход на этот адрес почты отменён',
      intro:
        'У учётной записи, в которую входили с этим адресом, снова прежний адрес. Все её сеансы завершены.',
      when: 'Когда (UTC)',
      other: 'Если вы этого не хотели, войдите с прежним адресом и смените его снова.',
    },
  },
  content: ({ at }, say) => ({
    blocks: [
      { heading: say('subject') },
      { text: say('intro') },
      { facts: [[say('when'), say.dateTime(new Date(at))]] },
      { small: say('other') },
    ],
  }),
};
