import type { EntityManager } from 'typeorm';
import { ESTIMATE_MOVED, ESTIMATE_WAITS, LINK_NOT_MAILED, PDF_NOT_MAILED } from '../../../../schema/events';
import { currencySign, writeDate, writeDecimal } from '../../../../service-kit/data/written-values';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';
import type { IdentityFeature } from '../feature';
import { wantsNotice } from '../notices/notice-kinds';
import { ESTIMATE_NOTICE_MAIL, isTold } from './estimate-notice-mail';
import { ESTIMATE_REMINDER_MAIL } from './estimate-reminder-mail';
import { LINK_NOTICE_MAIL } from './link-notice-mail';
import { PDF_NOTICE_MAIL } from './pdf-notice-mail';

/*
 * Whoever made an estimate, and whoever is responsible for its lead, is told by mail that it was sent, unless they did it, and what its
 * client did with it. Identity does it because it alone knows people's addresses;
 * the mail is written in the transaction that takes the event, so it goes out once.
 */

interface Told {
  userId: string;
  email: string;
  locale: string;
  timeZone: string;
}

/**
 * Somebody who left, may not enter, or may not see estimates is told nothing.
 *
 * @param notice what they may have turned off; null: it can't be
 */
async function findTold(
  db: EntityManager,
  orgId: string,
  people: readonly (string | null | undefined)[],
  notice: 'ESTIMATE_ANSWERS' | 'ESTIMATE_REMINDERS' | null,
): Promise<Told[]> {
  const found = await db.query<Told[]>(
    `SELECT person.id AS "userId", person.email, coalesce(person.locale, organization.locale) AS locale, organization.time_zone AS "timeZone"
       FROM identity.memberships membership
       JOIN identity.users person ON person.id = membership.user_id AND person.status = 'ACTIVE'
       JOIN identity.roles role ON role.org_id = membership.org_id AND role.id = membership.role_id
        AND 'estimates:read' = ANY (role.permissions)
       JOIN identity.organizations organization
         ON organization.org_id = membership.org_id AND organization.status = 'ACTIVE'
      WHERE membership.org_id = $1 AND membership.user_id = ANY ($2::uuid[]) AND membership.status = 'ACTIVE'`,
    [orgId, people.filter((id) => id != null)],
  );
  const told: Told[] = [];
  for (const one of found) {
    if (notice === null || (await wantsNotice(db, one.userId, notice))) told.push(one);
  }
  return told;
}

export const estimateNotices: EventConsumer = {
  name: 'estimate-notices',
  handlers: [
    applying(ESTIMATE_MOVED, async (db, { orgId, payload }, { mailer }) => {
      const { status, byClient, actorId, number, title, payable, currency, clientName, reason, at } = payload;
      const { authorId, responsibleId } = payload;
      if (!at || !isTold(status) || (!byClient && status !== 'SENT')) return;
      for (const one of await findTold(db, orgId, [authorId, responsibleId], 'ESTIMATE_ANSWERS')) {
        if (one.userId === actorId) continue;
        const language = mailLanguage(one.locale, null);
        const amount = writeDecimal(payable, language === 'ru' ? 'RU' : 'EN');
        await mailer.request(db, orgId, ESTIMATE_NOTICE_MAIL, {
          to: one.email,
          language,
          data: {
            ...{ status, title, at, timeZone: one.timeZone },
            number: number ?? '',
            total: `${amount}\u00a0${currencySign(currency)}`,
            client: clientName ?? '',
            reason: reason ?? '',
          },
        });
      }
    }),
    applying(ESTIMATE_WAITS, async (db, { orgId, payload }, { mailer }) => {
      const { number, title, payable, currency, validUntil, reminded, authorId, responsibleId } = payload;
      const told = await findTold(db, orgId, [authorId, responsibleId], 'ESTIMATE_REMINDERS');
      for (const { email, locale } of told) {
        const language = mailLanguage(locale, null);
        const written = language === 'ru' ? 'RU' : 'EN';
        const total = `${writeDecimal(payable, written)}\u00a0${currencySign(currency)}`;
        await mailer.request(db, orgId, ESTIMATE_REMINDER_MAIL, {
          to: email,
          language,
          data: {
            number,
            title,
            total,
            validUntil: writeDate(validUntil, written),
            wasReminded: reminded > 0,
          },
        });
      }
    }),
    applying(PDF_NOT_MAILED, async (db, { orgId, payload }, { mailer }) => {
      const { authorId, senderId, number, title, to, reason } = payload;
      for (const { email, locale } of await findTold(db, orgId, [authorId, senderId], null)) {
        await mailer.request(db, orgId, PDF_NOTICE_MAIL, {
          to: email,
          language: mailLanguage(locale, null),
          data: { number, title, client: to, reason },
        });
      }
    }),
    applying(LINK_NOT_MAILED, async (db, { orgId, payload }, { mailer }) => {
      const { authorId, senderId, number, title, to } = payload;
      for (const { email, locale } of await findTold(db, orgId, [authorId, senderId], null)) {
        await mailer.request(db, orgId, LINK_NOTICE_MAIL, {
          to: email,
          language: mailLanguage(locale, null),
          data: { number, title, client: to },
        });
      }
    }),
  ],
};

export const feature: IdentityFeature = {
  name: 'estimate-notices',
  consumers: [estimateNotices],
  mails: [ESTIMATE_NOTICE_MAIL, ESTIMATE_REMINDER_MAIL, PDF_NOTICE_MAIL, LINK_NOTICE_MAIL],
};
