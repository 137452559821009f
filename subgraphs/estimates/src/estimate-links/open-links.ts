import type { MailTry } from '../../../../service-kit/mail/mail-kind';
import { NotYet } from '../../../../service-kit/outbox/events';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { isOver } from '../organizations/organization-settings.service';
import { isLegalMove, type EstimateStatus } from '../statuses/statuses';

/*
 * Every mail that brings a client a link, or what opens it, asks at each try whether it still leads somewhere (`MailKind.prepare`): it may
 * have waited for hours, and what is taken back meanwhile is not to be seen. Of an organisation that is deleted it waits: that can be undone.
 */

/** Whether a link leads to what was sent; of `link`, `estimate` and `organization`, as `JOINS_OF_LINK` joins them. */
export const LINK_IS_OPEN = `
  (link.revoked_at IS NULL AND link.expires_at > clock_timestamp()
   AND estimate.status NOT IN ('SUPERSEDED', 'CANCELLED'))`;

/** Whether its organisation is deleted, of the same. */
export const IS_CLOSED = '(organization.closed_until IS NOT NULL)';

/** What {@link LINK_IS_OPEN} and {@link IS_CLOSED} read beside the link. */
export const JOINS_OF_LINK = `
  JOIN estimates.estimates estimate ON estimate.org_id = link.org_id AND estimate.id = link.estimate_id
  LEFT JOIN estimates.organization_settings organization ON organization.org_id = link.org_id`;

interface FoundLink {
  isOpen: boolean;
  status: EstimateStatus;
  validUntil: string | null;
  timeZone: string;
  codeHash: Buffer | null;
  codeAgeMs: number | null;
  isClosed: boolean;
  now: Date;
}

/** A link that leads somewhere, as a mail about it is sent. */
export interface OpenLink {
  /** Whether its client may still decide. */
  readonly waits: boolean;
  readonly codeHash: Buffer | null;
  /** Since its code was asked for; null where none was. */
  readonly codeAgeMs: number | null;
  /** Whether its organisation was deleted, and may be restored. */
  readonly isClosed: boolean;
}

/** Mails of a deleted organisation wait for its being restored; what is left of it after 30 days goes, and its links with it. */
const CLOSED_WAIT_S = 900;

/** @throws NotYet while the link's organisation is deleted: nothing is mailed for it, and what waits comes once it is restored */
export function waitWhileClosed({ isClosed }: { readonly isClosed: boolean }): void {
  if (isClosed) throw new NotYet('Its organisation was deleted, and may be restored.', CLOSED_WAIT_S);
}

/** By the database's clock, as all that is kept of links: a worker's own may be minutes away. @returns null for a link that leads nowhere any more */
export async function findOpenLink({ source, orgId }: MailTry, linkId: string): Promise<OpenLink | null> {
  const [found] = await readInOrganization(source, orgId, (db) =>
    db.query<FoundLink[]>(
      `SELECT ${LINK_IS_OPEN} AS "isOpen", estimate.status, estimate.valid_until::text AS "validUntil",
              coalesce(organization.time_zone, 'UTC') AS "timeZone",
              link.code_hash AS "codeHash", ${IS_CLOSED} AS "isClosed", clock_timestamp() AS now,
              (extract(epoch FROM clock_timestamp() - link.code_sent_at) * 1000)::float8 AS "codeAgeMs"
         FROM estimates.client_links link ${JOINS_OF_LINK}
        WHERE link.org_id = $1 AND link.id = $2`,
      [orgId, linkId],
    ),
  );
  if (!found?.isOpen) return null;
  const { status, validUntil, timeZone, codeHash, codeAgeMs, isClosed, now } = found;
  const isPast = validUntil !== null && isOver(validUntil, now, timeZone);
  return { codeHash, codeAgeMs, isClosed, waits: isLegalMove(status, 'EXPIRED') && !isPast };
}
