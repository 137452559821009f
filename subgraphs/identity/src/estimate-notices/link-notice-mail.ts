import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

interface LinkNotice {
  number: string;
  title: string;
  /** The address that did not take the mail. */
  client: string;
}

const text = z.string();

/** Tells the author of an estimate, and who had it mailed, that its client got no mail. */
export const LINK_NOTICE_MAIL: MailKind<LinkNotice> = {
  name: 'estimate-link-notice',
  data: z.object({ number: text, title: text, client: text }),
  texts: {
    en: {
      subject: 'Not delivered: estimate {{number}}',
      heading: 'The client got no mail',
      client: 'Client',
      what: 'The client’s mail server refused the mail with the link, or did not take it for twenty hours. It is not tried again. Check the address, then make a new link and mail it, or send the client the link yourself.',
      why: 'You get this because you made the estimate, or had it mailed.',
    },
    ru: {
      subject: 'Не доставлено: смета {{number}}',
      heading: 'Клиент не получил письмо',
      client: 'Клиент',
      what: 'Почтовый сервер клиента отказался принять письмо со ссылкой или не принимал его двадцать часов. Больше попыток не будет. Проверьте адрес, создайте новую ссылку и отправьте её письмом или передайте клиенту сами.',
      why: 'Вы получили это письмо, потому что составили смету или отправили её.',
    },
  },
  content: ({ number, title, client }, say) => ({
    subjectValues: { number },
    blocks: [
      { heading: say('heading') },
      {
        facts: [
          [number, title],
          [say('client'), client],
        ],
      },
      { text: say('what') },
      { small: say('why') },
    ],
  }),
};
