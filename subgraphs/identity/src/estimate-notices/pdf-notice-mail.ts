import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

const REASONS = ['NOT_WRITTEN', 'TOO_LARGE'] as const;

interface PdfNotice {
  number: string;
  title: string;
  /** The address that the link was mailed to. */
  client: string;
  reason: (typeof REASONS)[number];
}

const text = z.string();

/** Tells the author of an estimate, and who had it mailed, that its client got the link alone. */
export const PDF_NOTICE_MAIL: MailKind<PdfNotice> = {
  name: 'estimate-pdf-notice',
  data: z.object({ number: text, title: text, client: text, reason: z.enum(REASONS) }),
  texts: {
    en: {
      subject: 'Mailed without its PDF: estimate {{number}}',
      heading: 'The client got the link alone',
      client: 'Client',
      NOT_WRITTEN:
        'The PDF that was to be attached could not be written in time. The link was mailed without it; the client can save the PDF there.',
      TOO_LARGE:
        'The PDF that was to be attached is too large for mail, or the client’s mail server refused it. The link was mailed without it; the client can save the PDF there.',
      why: 'You get this because you made the estimate, or had it mailed.',
    },
    ru: {
      subject: 'Отправлено без PDF: смета {{number}}',
      heading: 'Клиент получил только ссылку',
      client: 'Клиент',
      NOT_WRITTEN:
        'PDF, который нужно было приложить, не удалось подготовить вовремя. Письмо со ссылкой ушло без него; клиент может сохранить PDF по ссылке.',
      TOO_LARGE:
        'PDF, который нужно было приложить, слишком велик для письма, или его не принял почтовый сервер клиента. Письмо со ссылкой ушло без него; клиент может сохранить PDF по ссылке.',
      why: 'Вы получили это письмо, потому что составили смету или отправили её.',
    },
  },
  content: ({ number, title, client, reason }, say) => ({
    subjectValues: { number },
    blocks: [
      { heading: say('heading') },
      {
        facts: [
          [number, title],
          [say('client'), client],
        ],
      },
      { text: say(reason) },
      { small: say('why') },
    ],
  }),
};
