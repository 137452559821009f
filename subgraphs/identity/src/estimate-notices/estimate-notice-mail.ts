import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

const TOLD = ['SENT', 'VIEWED', 'APPROVED', 'DECLINED', 'CHANGES_REQUESTED'] as const;
export type ToldStatus = (typeof TOLD)[number];

/** Whether people of an estimate are told that it stands there now. */
export const isTold = (status: string): status is ToldStatus => (TOLD as readonly string[]).includes(status);

interface Notice {
  status: ToldStatus;
  number: string;
  title: string;
  /** As people write it. */
  total: string;
  /** What the client typed; may be empty, as what was said. */
  client: string;
  reason: string;
  /** RFC 3339. */
  at: string;
  timeZone: string;
}

const text = z.string();

/** Tells the author of an estimate, and who is responsible for its lead, that it was sent, or what its client did. */
export const ESTIMATE_NOTICE_MAIL: MailKind<Notice> = {
  name: 'estimate-notice',
  data: z.object({
    status: z.enum(TOLD),
    ...{ number: text, title: text, total: text, client: text, reason: text, at: text, timeZone: text },
  }),
  texts: {
    en: {
      subject: '{{what}}: estimate {{number}}',
      SENT: 'Sent to the client',
      VIEWED: 'Opened by the client',
      APPROVED: 'Approved',
      DECLINED: 'Declined',
      CHANGES_REQUESTED: 'Changes are wanted',
      total: 'Total',
      client: 'Client',
      reason: 'In their words',
      at: 'When',
      why: 'You get this because you made the estimate, or are responsible for its lead.',
    },
    ru: {
      subject: '{{what}}: смета {{number}}',
      SENT: 'Смета отправлена клиенту',
      VIEWED: 'Клиент открыл смету',
      APPROVED: 'Смета согласована',
      DECLINED: 'Клиент отказался',
      CHANGES_REQUESTED: 'Клиент просит изменения',
      total: 'Сумма',
      client: 'Клиент',
      reason: 'Его словами',
      at: 'Когда',
      why: 'Вы получили это письмо, потому что составили смету или ведёте её сделку.',
    },
  },
  content: ({ status, number, title, total, client, reason, at, timeZone }, say) => ({
    subjectValues: { what: say(status), number },
    blocks: [
      { heading: say(status) },
      {
        facts: [
          [number, title],
          [say('total'), total],
          ...(client === '' ? [] : ([[say('client'), client]] as const)),
          ...(reason === '' ? [] : ([[say('reason'), reason]] as const)),
          [say('at'), say.dateTime(new Date(at), timeZone)],
        ],
      },
      { small: say('why') },
    ],
  }),
};
