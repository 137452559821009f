import type { EntityManager } from 'typeorm';
import { hashToken, MAX_TOKEN_LENGTH } from '../../../../service-kit/auth/secrets';
import { reject } from '../../../../service-kit/errors/user-errors';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import type { Context } from '../context';
import { EstimateLink } from '../estimate-links/estimate-link.entity';
import { Estimate } from '../estimates/estimate.entity';
import { findOrganization, paperLanguage } from '../organizations/organization-settings.service';
import type { ClientEstimateNode } from './client-estimate-node';

/** Where a link is: its organisation follows from its token alone. */
export interface LinkPlace {
  readonly orgId: string;
  readonly id: string;
}

/** Finds the link of a token; null for a token that is none. */
export async function findLinkPlace({ source }: Context, token: string): Promise<LinkPlace | null> {
  if (token === '' || token.length > MAX_TOKEN_LENGTH) return null;
  const [place] = await source.query<LinkPlace[]>(
    'SELECT org_id AS "orgId", id FROM estimates.find_client_link($1)',
    [hashToken(token)],
  );
  return place ?? null;
}

/** The same for a mutation. @throws InputRejected LINK_UNKNOWN */
export async function requireLinkPlace(ctx: Context, token: string): Promise<LinkPlace> {
  const place = await findLinkPlace(ctx, token);
  if (place) return place;
  throw reject('LINK_UNKNOWN', 'token', 'This link leads nowhere: it was cut off, or is none of ours.');
}

/** How a link is looked at. */
export interface LinkLook {
  /** Of the words; the link's, the organisation's or the request's where it is left out. */
  readonly language?: 'EN' | 'RU' | null | undefined;
  /** The options and alternatives that are taken. */
  readonly taken?: readonly string[] | null | undefined;
  /** Whether estimate and link are locked, in this order, until the transaction ends. */
  readonly locks?: boolean;
}

/** Reads what a link leads to, inside its organisation. */
export async function readNode(
  { facts }: Context,
  db: EntityManager,
  { orgId, id }: LinkPlace,
  { language, taken, locks = false }: LinkLook = {},
): Promise<ClientEstimateNode> {
  const lock = locks ? { lock: { mode: 'pessimistic_write' as const } } : {};
  let link = await db.findOneByOrFail(EstimateLink, { orgId, id });
  const where = { orgId, id: link.estimateId };
  const estimate = await db.findOneOrFail(Estimate, { where, ...lock });
  if (locks) link = await db.findOneOrFail(EstimateLink, { where: { orgId, id }, ...lock });
  const { name: company, locale, timeZone, closedUntil } = await findOrganization(db, orgId);
  return {
    ...{ orgId, link, estimate, company, timeZone, isClosed: closedUntil !== null },
    language: language ?? link.language ?? paperLanguage(locale, facts.acceptLanguage),
    paperLanguage: link.language ?? paperLanguage(locale, null),
    now: new Date(),
    taken: takenOf(estimate, taken ?? null),
  };
}

/** What was agreed to stays chosen. */
export const takenOf = (
  { agreed, contentHash }: Estimate,
  wished: readonly string[] | null,
): readonly string[] | null =>
  agreed === null ? wished : agreed.contentHash === contentHash ? null : agreed.taken;

/** Reads what a link leads to, in a transaction of its own. */
export const readLink = (ctx: Context, place: LinkPlace, look?: LinkLook): Promise<ClientEstimateNode> =>
  readInOrganization(ctx.source, place.orgId, (db) => readNode(ctx, db, place, look), ctx.facts.deadlineAt);
