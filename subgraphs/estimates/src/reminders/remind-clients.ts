import type { DataSource, EntityManager } from 'typeorm';
import { ESTIMATE_WAITS } from '../../../../schema/events';
import { hashToken, randomToken } from '../../../../service-kit/auth/secrets';
import { newId } from '../../../../service-kit/data/ids';
import { currencySign, writeDate, writeDecimal } from '../../../../service-kit/data/written-values';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Logger } from '../../../../service-kit/process/logger';
import { startRounds, type Rounds } from '../../../../service-kit/process/rounds';
import { moneyOf } from '../calculation/money';
import type { EstimatesParts } from '../context';
import { EstimateLink } from '../estimate-links/estimate-link.entity';
import { Estimate } from '../estimates/estimate.entity';
import { responsibleFor } from '../leads/responsible';
import type { EstimateDefaults } from '../organizations/organization-settings.entity';
import { findOrganization, isOver, paperLanguage } from '../organizations/organization-settings.service';
import { isLegalMove } from '../statuses/statuses';
import { REMINDER_MAIL } from './reminder-mail';

/*
 * Clients and authors are reminded of what was sent and not decided yet, some days before its last one, where their organisation wants
 * it. Once: the mark on the deadline is set in the transaction that asks for the mails, under the lock of the estimate's row, so
 * whoever decides at that moment goes first, and any number of processes may look.
 */

const EVERY_MS = 60_000;
/** Estimates in one look; the next one takes the rest. */
const BATCH = 200;

/** What reminding needs. */
export interface ReminderParts extends Pick<EstimatesParts, 'mailer' | 'clientUrl'> {
  /** Connected as estimates. */
  readonly source: DataSource;
}

/**
 * Reminds of what is due.
 *
 * @param now the instant that counts
 * @param onFailure told of an estimate that can't be reminded of; it holds up no other, and is tried again in the next round
 * @returns of how many estimates
 */
export async function remindOfEstimates(
  parts: ReminderParts,
  now: Date,
  onFailure: (error: unknown) => void,
): Promise<number> {
  const { source } = parts;
  let reminded = 0;
  for (;;) {
    const due = await source.query<{ orgId: string; id: string }[]>(
      'SELECT org_id AS "orgId", estimate_id AS id FROM estimates.estimates_to_remind($1, $2)',
      [now, BATCH],
    );
    let done = 0;
    for (const { orgId, id } of due) {
      try {
        if (await inOrganization(source, orgId, (db) => remind(db, parts, orgId, id, now))) done += 1;
      } catch (error) {
        onFailure(error);
      }
    }
    reminded += done;
    if (due.length < BATCH || done === 0) return reminded;
  }
}

/** Reminds of one estimate, unless somebody holds its row, or it was decided about meanwhile. */
async function remind(
  db: EntityManager,
  parts: ReminderParts,
  orgId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const estimate = await db.findOne(Estimate, {
    where: { orgId, id },
    lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
  });
  const organization = await findOrganization(db, orgId);
  const { validUntil = null, status = 'DRAFT' } = estimate ?? {};
  // What can end by itself waits for a decision.
  if (!estimate || validUntil === null || !isLegalMove(status, 'EXPIRED')) return false;
  if (organization.closedUntil || isOver(validUntil, now, organization.timeZone)) return false;
  const [, marked] = await db.query<[unknown, number]>(
    `UPDATE estimates.deadlines SET reminded_at = $3 WHERE org_id = $1 AND estimate_id = $2 AND reminded_at IS NULL`,
    [orgId, id, now],
  );
  if (marked === 0) return false;
  const links = await mailedLinks(db, orgId, id, now);
  for (const link of links) await remindClient(db, parts, { estimate, organization, validUntil }, link, now);
  const { authorId, leadId, number, title, payable, currency } = estimate;
  const responsibleId = await responsibleFor(db, orgId, leadId);
  await recordEvents(db, orgId, ESTIMATE_WAITS, [
    {
      ...{ estimateId: id, authorId, responsibleId, number: number ?? '', title, currency, validUntil },
      payable: moneyOf(estimate, payable).amount,
      reminded: links.length,
    },
  ]);
  return true;
}

type MailedLink = Pick<EstimateLink, 'id' | 'language' | 'requiresCode' | 'createdBy' | 'expiresAt'> & {
  email: string;
};

/** The newest link of each address that one was mailed to; none where that was taken back, or is over. */
const mailedLinks = (
  db: EntityManager,
  orgId: string,
  estimateId: string,
  now: Date,
): Promise<MailedLink[]> =>
  db.query<MailedLink[]>(
    `SELECT id, email, language, requires_code AS "requiresCode", created_by AS "createdBy", expires_at AS "expiresAt"
       FROM (SELECT DISTINCT ON (lower(email)) * FROM estimates.client_links
              WHERE org_id = $1 AND estimate_id = $2 AND mailed
              ORDER BY lower(email), created_at DESC, id DESC) newest
      WHERE revoked_at IS NULL AND expires_at > $3 ORDER BY email`,
    [orgId, estimateId, now],
  );

/** Mails a client a link of their own that works as long as the one they have: of that, the token is not kept. */
async function remindClient(
  db: EntityManager,
  { mailer, clientUrl }: ReminderParts,
  about: { estimate: Estimate; organization: EstimateDefaults; validUntil: string },
  link: MailedLink,
  now: Date,
): Promise<void> {
  const { estimate, organization, validUntil } = about;
  const { orgId, id: estimateId, number, title } = estimate;
  const token = randomToken();
  const linkId = newId();
  await db.insert(EstimateLink, {
    ...{ orgId, id: linkId, estimateId, tokenHash: hashToken(token), createdAt: now },
    ...{ email: link.email, language: link.language, requiresCode: link.requiresCode },
    ...{ createdBy: link.createdBy, expiresAt: link.expiresAt, mailed: true },
  });
  const language = link.language ?? paperLanguage(organization.locale, null);
  const payable = writeDecimal(moneyOf(estimate, estimate.payable).amount, language);
  await mailer.request(db, orgId, REMINDER_MAIL, {
    to: link.email,
    language: language === 'RU' ? 'ru' : 'en',
    data: {
      company: organization.name ?? '',
      number: number ?? '',
      title,
      total: `${payable}\u00a0${currencySign(estimate.currency)}`,
      validUntil: writeDate(validUntil, language),
      url: clientUrl(token),
      ...{ linkId, formerLinkId: link.id },
    },
  });
}

/** Looks once a minute, and at once, until closed. A failure is logged, and the next look tries again. */
export function startReminders(parts: ReminderParts, log: Logger): Rounds {
  const onFailure = (error: unknown) => log.warn({ err: error }, 'not reminded of estimates');
  return startRounds({
    everyMs: EVERY_MS,
    isEager: true,
    round: async () => {
      const reminded = await remindOfEstimates(parts, new Date(), onFailure);
      if (reminded > 0) log.info({ reminded }, 'reminded of estimates');
    },
    onFailure,
  });
}
