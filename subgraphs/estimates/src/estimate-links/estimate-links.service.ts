import { EXPORT_ESTIMATE } from '../../../../schema/jobs';
import type { EntityManager } from 'typeorm';
import { hashToken, randomToken } from '../../../../service-kit/auth/secrets';
import { checkId, newId } from '../../../../service-kit/data/ids';
import { createInputCheck, type InputCheck } from '../../../../service-kit/data/input-check';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import { lockEstimate } from '../drafts/draft';
import { nameOf } from '../estimates/estimate-numbers.service';
import type { Estimate } from '../estimates/estimate.entity';
import { guardShares } from '../estimates/shown-prices';
import { requireAgreedPaper, requirePaper } from '../exports/papers.service';
import type { CreateEstimateLinkInput, EstimateMailInput, RevokeEstimateLinkInput } from '../generated/types';
import { TEXT_LIMITS } from '../input-check';
import {
  endOfDay,
  findOrganization,
  isOver,
  paperLanguage,
} from '../organizations/organization-settings.service';
import { mailLink } from './client-mail';
import { EstimateLink } from './estimate-link.entity';

/*
 * Links by which clients without an account see what was sent. A link belongs to one revision; its token has 256 bits, and only its
 * hash is kept. What its holder may do: `client-estimates/`.
 */

/** Links of one estimate that work at the same time. */
const MAX_ACTIVE = 20;
const DEFAULT_DAYS = 90;
const MAX_DAYS = 366;
const DAY_MS = 24 * 3_600_000;

/** What a link is made with; its texts were checked. */
export interface LinkWishes {
  readonly email: string | null;
  readonly requiresCode: boolean;
  readonly language: 'EN' | 'RU' | null;
  readonly expiresAt: Date | null;
  /** What its mail says besides; null: none is sent. */
  readonly mail: { readonly text: string | null; readonly attachPdf: boolean } | null;
}

/** A link that was just made. */
export interface MadeLink {
  readonly id: string;
  readonly token: string;
}

/** What `createEstimateLink` returns; sealed, for it is kept under the `Idempotency-Key`. */
export interface SealedLink {
  readonly id: string;
  readonly sealed: string;
}

const purposeOf = (id: string): string => `client link ${id}`;

/** The address of a link that was just made. @throws Error when the installation's keys have changed meanwhile */
export const openLinkUrl = (ctx: Context, { id, sealed }: SealedLink): string =>
  ctx.clientUrl(ctx.secrets.open(sealed, purposeOf(id)));

/**
 * Makes a link for what was sent.
 *
 * @throws InputRejected INVALID_EMAIL, CODE_NEEDS_EMAIL, MAIL_NEEDS_EMAIL, PDF_NEEDS_MAIL, EXPIRY_OVER, EXPIRY_TOO_LATE, ESTIMATE_NOT_SENT, ESTIMATE_NOT_SHOWN, TOO_MANY_LINKS
 * @throws GraphQLError NOT_FOUND; FORBIDDEN where its shares tell costs
 */
export async function createEstimateLink(ctx: Context, input: CreateEstimateLinkInput): Promise<SealedLink> {
  const check = createInputCheck();
  const wishes = readWishes(check, input);
  check.finish();
  return withTransaction(ctx, async (ctx) => {
    const estimate = await lockEstimate(ctx, input.estimateId);
    const { id, token } = await makeLink(ctx, estimate, wishes);
    return { id, sealed: ctx.secrets.seal(token, purposeOf(id)) };
  });
}

function readWishes(check: InputCheck, input: CreateEstimateLinkInput): LinkWishes {
  const email = readEmail(check, input.email, ['email']);
  const requiresCode = input.requiresCode ?? email !== null;
  if (requiresCode && email === null && !input.email) {
    check.refuse(
      'CODE_NEEDS_EMAIL',
      ['email'],
      'A code is sent by mail: give an address, or ask for no code.',
    );
  }
  const expiresAt = input.expiresAt == null ? null : new Date(input.expiresAt);
  const leftMs = expiresAt === null ? 1 : expiresAt.getTime() - Date.now();
  if (leftMs <= 0) check.refuse('EXPIRY_OVER', ['expiresAt'], 'This is over already. Choose a later time.');
  if (leftMs > MAX_DAYS * DAY_MS) {
    check.refuse(
      'EXPIRY_TOO_LATE',
      ['expiresAt'],
      'A link works for a year at most. Choose an earlier time.',
    );
  }
  if (input.mail && email === null && !input.email) {
    check.refuse('MAIL_NEEDS_EMAIL', ['email'], 'Say to which address the link is mailed.');
  }
  if (input.attachPdf && !input.mail) {
    check.refuse('PDF_NEEDS_MAIL', ['attachPdf'], 'A mail brings the PDF: ask for one, too (`mail`).');
  }
  const text = check.text(input.text, TEXT_LIMITS.reason, ['text']);
  const mail = input.mail ? { text, attachPdf: input.attachPdf } : null;
  return { email, requiresCode, language: input.language ?? null, expiresAt, mail };
}

/** Reads an address that may be left out. */
function readEmail(
  check: InputCheck,
  typed: string | null | undefined,
  path: readonly string[],
): string | null {
  if (typed == null || typed.trim() === '') return null;
  const email = parseEmail(typed)?.email ?? null;
  if (email === null) {
    check.refuse('INVALID_EMAIL', path, 'Write an e-mail address such as name@example.com.');
  }
  return email;
}

/** Makes a link of a locked estimate, and has its paper written. @throws as {@link createEstimateLink} */
export async function makeLink(
  ctx: WritingContext,
  estimate: Estimate,
  { expiresAt, mail, ...wishes }: LinkWishes,
): Promise<MadeLink> {
  checkShown(estimate);
  guardShares(ctx, estimate);
  const { transaction: db, viewer } = ctx;
  const { orgId, userId } = viewer;
  await refuseTooMany(db, estimate);
  const now = new Date();
  const organization = await findOrganization(db, orgId);
  const [id, token] = [newId(), randomToken()];
  const mailed = mail !== null && wishes.email !== null;
  await db.insert(EstimateLink, {
    ...{ orgId, id, estimateId: estimate.id, tokenHash: hashToken(token), ...wishes, mailed },
    mailedPdf: mailed && mail.attachPdf ? 'WAITING' : null,
    createdBy: userId,
    createdAt: now,
    expiresAt: expiresAt ?? endOf(estimate, organization.timeZone, now),
  });
  const language = wishes.language ?? paperLanguage(organization.locale, null);
  await requirePaper(ctx, estimate.id, language);
  if (estimate.agreed && estimate.agreed.contentHash !== estimate.contentHash) {
    await requireAgreedPaper(db, orgId, estimate.id);
    void ctx.afterCommit(() => ctx.jobBell?.ring(EXPORT_ESTIMATE, orgId));
  }
  if (mail && wishes.email !== null) {
    const what = { ...mail, estimate, linkId: id, token, language, company: organization.name };
    await mailLink(ctx, wishes.email, what);
  }
  return { id, token };
}

/** Reads the mail that a sending is asked for. */
export function readMailWishes(mail: EstimateMailInput): LinkWishes {
  const check = createInputCheck();
  const email = readEmail(check, mail.to, ['mail', 'to']);
  if (mail.to.trim() === '') check.refuse('REQUIRED', ['mail', 'to'], 'Say to which address it is mailed.');
  const text = check.text(mail.text, TEXT_LIMITS.reason, ['mail', 'text']);
  check.finish();
  const { language = null, requiresCode, attachPdf } = mail;
  return { email, requiresCode, language, expiresAt: null, mail: { text, attachPdf } };
}

/** @throws InputRejected ESTIMATE_NOT_SENT, ESTIMATE_NOT_SHOWN */
function checkShown(estimate: Estimate): void {
  if (estimate.contentHash === null) {
    throw reject('ESTIMATE_NOT_SENT', 'estimateId', `${nameOf(estimate)} was not sent yet: send it first.`);
  }
  if (estimate.status === 'SUPERSEDED' || estimate.status === 'CANCELLED') {
    const message = `${nameOf(estimate)} is ${estimate.status}: clients are not shown it any more.`;
    throw reject('ESTIMATE_NOT_SHOWN', 'estimateId', message);
  }
}

/** The estimate is locked, so that twenty at once can't pass together. */
async function refuseTooMany(db: EntityManager, { orgId, id }: Estimate): Promise<void> {
  const [row] = await db.query<{ active: number }[]>(
    `SELECT count(*)::int AS active FROM estimates.client_links
      WHERE org_id = $1 AND estimate_id = $2 AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
    [orgId, id],
  );
  if ((row?.active ?? 0) < MAX_ACTIVE) return;
  throw reject('TOO_MANY_LINKS', 'estimateId', `${MAX_ACTIVE} links of it work already: revoke some.`);
}

/** The end of the estimate's last day where the organisation is; a time from now where it has none, or it is over. */
function endOf({ validUntil }: Estimate, timeZone: string, now: Date): Date {
  if (validUntil === null || isOver(validUntil, now, timeZone)) {
    return new Date(now.getTime() + DEFAULT_DAYS * DAY_MS);
  }
  return new Date(Math.min(endOfDay(validUntil, timeZone).getTime(), now.getTime() + MAX_DAYS * DAY_MS));
}

/**
 * Takes a link back: it opens nothing any more. One that was taken back stays so.
 *
 * @throws GraphQLError NOT_FOUND, for a foreign one too
 */
export async function revokeEstimateLink(
  ctx: Context,
  input: RevokeEstimateLinkInput,
): Promise<{ id: string }> {
  const id = checkId(input.id, 'EstimateLink');
  return withTransaction(ctx, async ({ transaction: db, viewer: { orgId } }) => {
    const [, known] = await db.query<[unknown, number]>(
      `UPDATE estimates.client_links SET revoked_at = coalesce(revoked_at, clock_timestamp())
        WHERE org_id = $1 AND id = $2`,
      [orgId, id],
    );
    if (known === 0) throw notFound('EstimateLink');
    return { id };
  });
}
