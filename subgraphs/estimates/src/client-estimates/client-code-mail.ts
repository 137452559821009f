import { z } from 'zod';
import { hashToken } from '../../../../service-kit/auth/secrets';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';
import { findOpenLink, waitWhileClosed } from '../estimate-links/open-links';

interface CodeMail {
  company: string;
  number: string;
  code: string;
  minutes: number;
  /** Of the link; mails of the version before name none, and are sent whatever became of it. */
  linkId?: string | undefined;
}

/** What is kept of a code. */
export const codeHash = (linkId: string, code: string): Buffer => hashToken(`${linkId} ${code}`);

/** Brings a client the code that a decision wants; not at all once it works no more. */
export const CLIENT_CODE_MAIL: MailKind<CodeMail> = {
  name: 'client-code',
  data: z.object({
    ...{ company: z.string(), number: z.string(), code: z.string(), minutes: z.number() },
    linkId: z.uuid().optional(),
  }),
  async prepare(data, at) {
    const { linkId, code, minutes } = data;
    if (linkId === undefined) return { data };
    const link = await findOpenLink(at, linkId);
    if (!link?.waits || !link.codeHash?.equals(codeHash(linkId, code))) return null;
    if (link.codeAgeMs === null || link.codeAgeMs >= minutes * 60_000) return null;
    waitWhileClosed(link);
    return { data };
  },
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
