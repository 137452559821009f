import { randomToken } from '../../../../service-kit/auth/secrets';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { lockRoles, refuseBelowAnyRole } from '../roles/role-rules';
import { domainOf, type OidcDomainRow } from './oidc';
import { listDomains } from './provider.service';

/*
 * A domain is an organisation's when its DNS says so (decision 25): whoever can write there can read its mail, too, and so could take
 * each of its accounts by a link anyway.
 */

const MAX_DOMAINS = 20;
const COLUMNS = `domain, challenge, verified_at AS "verifiedAt"`;

/** Where the record is looked for. */
export const recordNameOf = (domain: string): string => `_cashcraft-challenge.${domain}`;
/** What it has to say. */
export const recordValueOf = (challenge: string): string => `cashcraft-domain=${challenge}`;

/** @throws InputRejected INVALID_DOMAIN */
function parseDomain(typed: string): string {
  // What can stand behind the @ of an address, in the form that keys of addresses have.
  const key = parseEmail(`name@${typed.trim().replace(/^@/, '')}`)?.emailKey;
  if (key === undefined) throw reject('INVALID_DOMAIN', 'domain', 'Write a domain such as example.com.');
  return domainOf(key);
}

/** Adds a domain, which counts once it is verified. Added again, it is what it was. @throws InputRejected INVALID_DOMAIN, TOO_MANY */
export async function addDomain(ctx: Context, input: { domain: string }): Promise<OidcDomainRow> {
  const domain = parseDomain(input.domain);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await db.query('SELECT 1 FROM identity.organizations WHERE org_id = $1 FOR NO KEY UPDATE', [
      viewer.orgId,
    ]);
    const known = await listDomains(ctx);
    const same = known.find((one) => one.domain === domain);
    if (same) return same;
    if (known.length >= MAX_DOMAINS)
      throw reject('TOO_MANY', 'domain', `At most ${MAX_DOMAINS} domains: remove one first.`);
    const [row] = (await db.query(
      `INSERT INTO identity.oidc_domains (org_id, domain, challenge) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
      [viewer.orgId, domain, randomToken()],
    )) as OidcDomainRow[];
    if (!row) throw new Error('An insert answered nothing.');
    return row;
  });
}

/**
 * Looks into the DNS whether a domain is the organisation's. The provider speaks for its people then, owners among them, so it takes
 * every permission that somebody here has.
 *
 * @throws InputRejected NOT_ADDED, ROLE_EXCEEDS_YOURS, DNS_UNREACHABLE, RECORD_NOT_FOUND
 */
export async function verifyDomain(ctx: Context, input: { domain: string }): Promise<OidcDomainRow> {
  const domain = parseDomain(input.domain);
  const known = (await listDomains(ctx)).find((one) => one.domain === domain);
  if (!known) throw notAdded();
  const wanted = recordValueOf(known.challenge);
  const name = recordNameOf(domain);
  const records = await ctx.oidc.readTxt(name).catch((error: unknown) => {
    ctx.log.warn({ err: error, name }, 'a name server did not answer');
    throw reject(
      'DNS_UNREACHABLE',
      'domain',
      'The name servers of the domain don’t answer. Try again shortly.',
    );
  });
  if (!records.includes(wanted))
    throw reject(
      'RECORD_NOT_FOUND',
      'domain',
      `There is no TXT record ${name} with the value ${wanted} yet. A new record may take an hour to be seen.`,
    );
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await lockRoles(db, viewer.orgId);
    await refuseBelowAnyRole(db, viewer, 'organization:write', 'domain');
    await db.query('SELECT identity.prove_oidc_domain($1, $2)', [viewer.orgId, domain]);
    const proved = (await listDomains(ctx)).find((one) => one.domain === domain);
    if (!proved) throw notAdded(); // removed meanwhile
    ctx.log.info({ domain }, 'domain verified');
    return proved;
  });
}

/** Takes a domain away: its people come by the provider no more. @throws InputRejected NOT_ADDED */
export async function removeDomain(ctx: Context, input: { domain: string }): Promise<{ domain: string }> {
  const domain = parseDomain(input.domain);
  return withTransaction(ctx, async ({ transaction: db, viewer }) => {
    const [, gone] = (await db.query('DELETE FROM identity.oidc_domains WHERE org_id = $1 AND domain = $2', [
      viewer.orgId,
      domain,
    ])) as [unknown[], number];
    if (gone === 0) throw notAdded();
    return { domain };
  });
}

const notAdded = () => reject('NOT_ADDED', 'domain', 'This is none of your domains: add it first.');
