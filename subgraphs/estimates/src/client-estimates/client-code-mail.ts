import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

/** Brings a client the code that a decision wants. */
export const CLIENT_CODE_MAIL: MailKind<{ company: string; number: string; code: string; minutes: number }> =
  {
    name: 'client-code',
    data: z.object({ company: z.string(), number: z.string(), code: z.string(), minutes: z.number() }),
    texts: {
      en: {
        subject: '{{code}} is your code for estimate {{number}}',
        heading: 'Your code',
        intro: 'Give this code where you decide on estimate {{number}} of {{company}}.',
        introPlain: 'Give this code where you decide on estimate {{number}}.',
        ends: 'It works for {{minutes}} minutes. Tell it nobody.',
        unknown: 'If you have asked for no code, do nothing.',
      },
      ru: {
        subject: '{{code}} — ваш код для сметы {{number}}',
        heading: 'Ваш код',
        intro: 'Введите этот код на странице сметы {{number}} от «{{company}}».',
        introPlain: 'Введите этот код на странице сметы {{number}}.',
        ends: 'Код действует {{minutes}} минут. Никому его не сообщайте.',
        unknown: 'Если вы не запрашивали код, ничего не делайте.',
      },
    },
    content: ({ company, number, code, minutes }, say) => ({
      subjectValues: { code, number },
      blocks: [
        { heading: say('heading') },
        { text: say(company === '' ? 'introPlain' : 'intro', { company, number }) },
        { code },
        { small: say('ends', { minutes }) },
        { small: say('unknown') },
      ],
    }),
  };
