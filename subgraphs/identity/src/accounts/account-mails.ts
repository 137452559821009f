import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

const link = z.object({ name: z.string(), url: z.string(), minutes: z.number() });
type Link = z.infer<typeof link>;

/** Leads to the page where a new password is set. */
export const RESET_MAIL: MailKind<Link> = {
  name: 'password-reset',
  data: link,
  texts: {
    en: {
      subject: 'Set a new password',
      intro: 'Hello {{name}}, somebody asked for a new password for your account.',
      button: 'Set a new password',
      ends_one: 'The link works once, for {{count}} minute. A newer mail replaces it.',
      ends_other: 'The link works once, for {{count}} minutes. A newer mail replaces it.',
      other: 'If it was not you, do nothing: your password stays as it is.',
    },
    ru: {
      subject: 'Новый пароль',
      intro: 'Здравствуйте, {{name}}! Кто-то запросил новый пароль для вашей учётной записи.',
      button: 'Задать новый пароль',
      ends_one: 'Ссылка действует один раз, {{count}} минуту. Новое письмо заменяет её.',
      ends_few: 'Ссылка действует один раз, {{count}} минуты. Новое письмо заменяет её.',
      ends_many: 'Ссылка действует один раз, {{count}} минут. Новое письмо заменяет её.',
      other: 'Если это были не вы, ничего не делайте: пароль останется прежним.',
    },
  },
  content: ({ name, url, minutes }, say) => ({
    blocks: [
      { heading: say('subject') },
      { text: say('intro', { name }) },
      { button: { label: say('button'), url } },
      { small: say('ends', { count: minutes }) },
      { small: say('other') },
    ],
  }),
};

/** Leads to the page where an address is confirmed. */
export const VERIFY_MAIL: MailKind<Omit<Link, 'minutes'>> = {
  name: 'email-verification',
  data: link.omit({ minutes: true }),
  texts: {
    en: {
      subject: 'Confirm your e-mail address',
      intro: 'Hello {{name}}, please confirm that this address is yours.',
      button: 'Confirm the address',
      ends: 'The link works once, for 3 days. A newer mail replaces it.',
      other: 'If you did not register: the link also lets you take the account of your address over.',
    },
    ru: {
      subject: 'Подтвердите адрес электронной почты',
      intro: 'Здравствуйте, {{name}}! Подтвердите, пожалуйста, что этот адрес ваш.',
      button: 'Подтвердить адрес',
      ends: 'Ссылка действует один раз, 3 дня. Новое письмо заменяет её.',
      other: 'Если вы не регистрировались: по этой ссылке можно забрать учётную запись вашего адреса себе.',
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

/** Tells that the password is another one now. */
export const PASSWORD_CHANGED_MAIL: MailKind<{ name: string; ip: string; at: string }> = {
  name: 'password-changed',
  data: z.object({ name: z.string(), ip: z.string(), at: z.iso.datetime() }),
  texts: {
    en: {
      subject: 'Your password was changed',
      intro: 'Hello {{name}}, your password was changed, and your other sessions were ended.',
      when: 'When (UTC)',
      where: 'From the address',
      other: 'If it was not you, have it reset at once: "forgot password" on the log-in page.',
    },
    ru: {
      subject: 'Ваш пароль изменён',
      intro: 'Здравствуйте, {{name}}! Ваш пароль изменён, остальные сеансы завершены.',
      when: 'Когда (UTC)',
      where: 'С адреса',
      other: 'Если это были не вы, сразу восстановите пароль: «забыли пароль» на странице входа.',
    },
  },
  content: ({ name, ip, at }, say) => ({
    blocks: [
      { heading: say('subject') },
      { text: say('intro', { name }) },
      {
        facts: [
          [say('when'), say.dateTime(new Date(at))],
          [say('where'), ip],
        ],
      },
      { small: say('other') },
    ],
  }),
};
