import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

interface Reminder {
  number: string;
  title: string;
  /** As people write it, as the day. */
  total: string;
  validUntil: string;
  wasReminded: boolean;
}

const text = z.string();

/** Tells the author of an estimate that nobody has decided about it, and its last day comes. */
export const ESTIMATE_REMINDER_MAIL: MailKind<Reminder> = {
  name: 'estimate-reminder',
  data: z.object({ number: text, title: text, total: text, validUntil: text, wasReminded: z.boolean() }),
  texts: {
    en: {
      subject: 'Not decided yet: estimate {{number}}',
      heading: 'The client has not decided yet',
      total: 'Total',
      validUntil: 'Valid until',
      reminded:
        'The client is being reminded by mail, too, unless they decide or their link is taken back first.',
      notReminded: 'The client got no mail: no link to it was mailed that still works.',
      why: 'You get this because you made the estimate, or are responsible for its lead.',
    },
    ru: {
      subject: 'Решения пока нет: смета {{number}}',
      heading: 'Клиент пока не принял решение',
      total: 'Сумма',
      validUntil: 'Действует до',
      reminded:
        'Клиенту тоже отправляется напоминание, если до этого он не примет решение и ссылку не отзовут.',
      notReminded: 'Клиенту письмо не отправлено: действующей ссылки, посланной по почте, нет.',
      why: 'Вы получили это письмо, потому что составили смету или ведёте её сделку.',
    },
  },
  content: ({ number, title, total, validUntil, wasReminded }, say) => ({
    subjectValues: { number },
    blocks: [
      { heading: say('heading') },
      {
        facts: [
          [number, title],
          [say('total'), total],
          [say('validUntil'), validUntil],
        ],
      },
      { text: say(wasReminded ? 'reminded' : 'notReminded') },
      { small: say('why') },
    ],
  }),
};
