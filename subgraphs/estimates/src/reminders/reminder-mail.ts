import { z } from 'zod';
import type { MailKind, MailTry } from '../../../../service-kit/mail/mail-kind';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { tellNotMailed } from '../estimate-links/mailed-pdf';
import { findOpenLink, waitWhileClosed, type OpenLink } from '../estimate-links/open-links';

interface ReminderMail {
  /** May be empty. */
  company: string;
  number: string;
  title: string;
  /** As people write it, as the day. */
  total: string;
  validUntil: string;
  url: string;
  /** Of the link, and of the one that the client has; mails of the version before name none, and are sent whatever became of them. */
  linkId?: string | undefined;
  formerLinkId?: string | undefined;
}

const text = z.string();

/** The link that it was to bring was mailed to nobody. */
async function dropped({ linkId }: ReminderMail, { source, orgId }: MailTry): Promise<null> {
  await inOrganization(source, orgId, (db) =>
    db.query('UPDATE estimates.client_links SET mailed = false WHERE org_id = $1 AND id = $2', [
      orgId,
      linkId,
    ]),
  );
  return null;
}

/** Reminds a client of what was sent and not decided yet. */
export const REMINDER_MAIL: MailKind<ReminderMail> = {
  name: 'client-reminder',
  data: z.object({
    ...{ company: text, number: text, title: text, total: text, validUntil: text, url: text },
    ...{ linkId: z.uuid().optional(), formerLinkId: z.uuid().optional() },
  }),
  async prepare(data, at) {
    const links: OpenLink[] = [];
    for (const id of [data.linkId, data.formerLinkId]) {
      if (id === undefined) continue;
      const link = await findOpenLink(at, id);
      if (!link?.waits) return dropped(data, at);
      links.push(link);
    }
    links.forEach(waitWhileClosed);
    const { linkId } = data;
    return linkId === undefined ? { data } : { data, onGivenUp: () => tellNotMailed(at, linkId) };
  },
  texts: {
    en: {
      subject: '{{company}}: estimate {{number}} is valid until {{validUntil}}',
      company: 'A reminder',
      heading: 'This estimate waits for your decision',
      total: 'Total',
      validUntil: 'Valid until',
      open: 'Open the estimate',
      what: 'There you can read it, save it as PDF, approve it, decline it or ask for changes. You need no account.',
      secret:
        'Whoever has this link sees the estimate: pass it on to nobody else. This is the only reminder.',
    },
    ru: {
      subject: '{{company}}: смета {{number}} действует до {{validUntil}}',
      company: 'Напоминание',
      heading: 'Смета ждёт вашего решения',
      total: 'Сумма',
      validUntil: 'Действует до',
      open: 'Открыть смету',
      what: 'Там её можно прочитать, сохранить в PDF, согласовать, отклонить или попросить изменения. Регистрация не нужна.',
      secret:
        'Смету увидит каждый, у кого есть эта ссылка: не передавайте её посторонним. Других напоминаний не будет.',
    },
  },
  content: ({ company, number, title, total, validUntil, url }, say) => ({
    subjectValues: { company: company === '' ? say('company') : company, number, validUntil },
    blocks: [
      { heading: say('heading') },
      {
        facts: [
          [number, title],
          [say('total'), total],
          [say('validUntil'), validUntil],
        ],
      },
      { button: { label: say('open'), url } },
      { small: say('what') },
      { small: say('secret') },
    ],
  }),
};
