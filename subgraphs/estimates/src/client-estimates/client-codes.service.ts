import { randomInt, timingSafeEqual } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { reject } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { actInOrganization } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { CLIENT_CODE_MAIL, codeHash } from './client-code-mail';
import { maskedEmail, stateOf, type ClientEstimateNode } from './client-estimate-node';
import { readNode, requireLinkPlace, type LinkPlace } from './found-link';
import { refuseUnlessShown } from './openings.service';

/*
 * The code that proves that whoever decides reads the mail of the address a link was made for: 6 digits, 10 minutes, 5 tries. A
 * try is counted before it is looked at, in a transaction of its own, so that guesses at the same moment can't pass together.
 */

const DIGITS = 6;
const MINUTES = 10;
const TRIES = 5;
/** Between two codes; and of one link in all, so that guesses stay hopeless: 100 in a million. */
const PAUSE_SECONDS = 60;
const MOST_CODES = 20;

/**
 * Sends a new code to the link's address.
 *
 * @returns the address, most of it left out
 * @throws InputRejected LINK_UNKNOWN, LINK_REVOKED …, CODE_NOT_NEEDED, NOT_OPEN, CODE_JUST_SENT, TOO_MANY_CODES
 */
export async function requestClientCode(ctx: Context, token: string): Promise<{ sentTo: string }> {
  const place = await requireLinkPlace(ctx, token);
  const { orgId } = place;
  const sentTo = await actInOrganization(ctx, { orgId, actorId: null }, async (db) => {
    const node = await readNode(ctx, db, place, { locks: true });
    refuseUnlessShown(node);
    const { link, estimate, company, language } = node;
    if (!link.requiresCode || link.email === null) {
      throw reject('CODE_NOT_NEEDED', 'token', 'This link wants no code.');
    }
    if (stateOf(node) !== 'OPEN') throw reject('NOT_OPEN', 'token', 'There is nothing to decide any more.');
    const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
    const [, sent] = await db.query<[unknown, number]>(
      `UPDATE estimates.client_links
          SET code_hash = $3, code_sent_at = clock_timestamp(), code_tries = 0, codes_sent = codes_sent + 1
        WHERE org_id = $1 AND id = $2 AND codes_sent < ${MOST_CODES}
          AND coalesce(code_sent_at < clock_timestamp() - interval '${PAUSE_SECONDS} seconds', true)`,
      [orgId, link.id, codeHash(link.id, code)],
    );
    if (sent === 0) throw await whyNot(db, place);
    await ctx.mailer.request(db, orgId, CLIENT_CODE_MAIL, {
      to: link.email,
      language: language === 'RU' ? 'ru' : 'en',
      data: {
        company: company ?? '',
        number: estimate.number ?? '',
        code,
        minutes: MINUTES,
        linkId: link.id,
      },
    });
    return maskedEmail(link.email);
  });
  ctx.bell?.ring(orgId);
  return { sentTo };
}

async function whyNot(db: EntityManager, { orgId, id }: LinkPlace): Promise<Error> {
  const [row] = await db.query<{ sent: number }[]>(
    'SELECT codes_sent AS sent FROM estimates.client_links WHERE org_id = $1 AND id = $2',
    [orgId, id],
  );
  return (row?.sent ?? 0) >= MOST_CODES
    ? reject('TOO_MANY_CODES', 'token', 'Too many codes were sent for this link. Ask for a new link.')
    : reject(
        'CODE_JUST_SENT',
        'token',
        'A code was sent a moment ago. Look into your mailbox, or wait a minute.',
      );
}

/**
 * Spends a try at a link's code.
 *
 * @throws InputRejected CODE_REQUIRED, CODE_EXPIRED when there is none that works any more, CODE_WRONG
 */
export async function spendCodeTry(
  { source }: Context,
  { orgId, link }: ClientEstimateNode,
  typed: string | null | undefined,
): Promise<void> {
  const code = typed?.replace(/\s/g, '') ?? '';
  if (code === '') throw reject('CODE_REQUIRED', 'code', 'Give the code from the mail.');
  const [rows] = await inOrganization(source, orgId, (db) =>
    db.query<[{ hash: Buffer; left: number }[], number]>(
      `UPDATE estimates.client_links SET code_tries = code_tries + 1
        WHERE org_id = $1 AND id = $2 AND code_tries < ${TRIES}
          AND code_sent_at > clock_timestamp() - interval '${MINUTES} minutes'
        RETURNING code_hash AS hash, ${TRIES} - code_tries AS left`,
      [orgId, link.id],
    ),
  );
  const [found] = rows;
  if (!found) throw reject('CODE_EXPIRED', 'code', 'This code works no more. Ask for a new one.');
  if (timingSafeEqual(found.hash, codeHash(link.id, code))) return;
  throw reject('CODE_WRONG', 'code', `This is not the code from the mail. Tries left: ${found.left}.`);
}
