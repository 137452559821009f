import type { EntityManager } from 'typeorm';
import { ESTIMATE_MOVED, ESTIMATE_WAITS } from '../../../../schema/events';
import { currencySign, writeDate, writeDecimal } from '../../../../service-kit/data/written-values';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';
import type { IdentityFeature } from '../feature';
import { wantsNotice } from '../notices/notice-kinds';
import { ESTIMATE_NOTICE_MAIL, isTold } from './estimate-notice-mail';
import { ESTIMATE_REMINDER_MAIL } from './estimate-reminder-mail';

/*
 * Whoever made an estimate is told by mail what its client did with it. Identity does it because it alone knows people's addresses;
 * the mail is written in the transaction that takes the event, so it goes out once.
 */

interface Author {
  email: string;
  locale: string;
  timeZone: string;
}

/** Somebody who left, or may not enter, is told nothing. */
async function findAuthor(db: EntityManager, orgId: string, userId: string): Promise<Author | null> {
  const [author] = await db.query<Author[]>(
    `SELECT person.email, coalesce(person.locale, organization.locale) AS locale, organization.time_zone AS "timeZone"
       FROM identity.memberships membership
       JOIN identity.users person ON person.id = membership.user_id AND person.status = 'ACTIVE'
       JOIN identity.organizations organization
         ON organization.org_id = membership.org_id AND organization.status = 'ACTIVE'
      WHERE membership.org_id = $1 AND membership.user_id = $2 AND membership.status = 'ACTIVE'`,
    [orgId, userId],
  );
  return author ?? null;
}

export const estimateNotices: EventConsumer = {
  name: 'estimate-notices',
  handlers: [
    applying(ESTIMATE_MOVED, async (db, { orgId, payload }, { mailer }) => {
      const { status, byClient, authorId, number, title, payable, currency, clientName, reason, at } =
        payload;
      if (!byClient || !authorId || !at || !isTold(status)) return;
      const author = await findAuthor(db, orgId, authorId);
      if (!author || !(await wantsNotice(db, authorId, 'ESTIMATE_ANSWERS'))) return;
      const language = mailLanguage(author.locale, null);
      const amount = writeDecimal(payable, language === 'ru' ? 'RU' : 'EN');
      await mailer.request(db, orgId, ESTIMATE_NOTICE_MAIL, {
        to: author.email,
        language,
        data: {
          ...{ status, title, at, timeZone: author.timeZone },
          number: number ?? '',
          total: `${amount}\u00a0${currencySign(currency)}`,
          client: clientName ?? '',
          reason: reason ?? '',
        },
      });
    }),
    applying(ESTIMATE_WAITS, async (db, { orgId, payload }, { mailer }) => {
      const { authorId, number, title, payable, currency, validUntil, reminded } = payload;
      const author = await findAuthor(db, orgId, authorId);
      if (!author || !(await wantsNotice(db, authorId, 'ESTIMATE_REMINDERS'))) return;
      const language = mailLanguage(author.locale, null);
      const written = language === 'ru' ? 'RU' : 'EN';
      const total = `${writeDecimal(payable, written)}\u00a0${currencySign(currency)}`;
      await mailer.request(db, orgId, ESTIMATE_REMINDER_MAIL, {
        to: author.email,
        language,
        data: { number, title, total, validUntil: writeDate(validUntil, written), wasReminded: reminded > 0 },
      });
    }),
  ],
};

export const feature: IdentityFeature = {
  name: 'estimate-notices',
  consumers: [estimateNotices],
  mails: [ESTIMATE_NOTICE_MAIL, ESTIMATE_REMINDER_MAIL],
};
