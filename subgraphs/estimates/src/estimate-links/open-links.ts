import type { MailTry } from '../../../../service-kit/mail/mail-kind';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { isOver } from '../organizations/organization-settings.service';
import { isLegalMove, type EstimateStatus } from '../statuses/statuses';

/*
 * Every mail that brings a client a link, or what opens it, asks at each try whether it still leads somewhere (`MailKind.prepare`): it may
 * have waited for hours, and what is taken back meanwhile is not to be seen.
 */

/** Whether a link leads to what was sent; of `link`, `estimate` and `organization`, as `JOINS_OF_LINK` joins them. */
export const LINK_IS_OPEN = `
  (link.revoked_at IS NULL AND link.expires_at > clock_timestamp()
   AND estimate.status NOT IN ('SUPERSEDED', 'CANCELLED') AND organization.closed_until IS NULL)`;

/** What {@link LINK_IS_OPEN} reads beside the link. */
export const JOINS_OF_LINK = `
  JOIN estimates.estimates estimate ON estimate.org_id = link.org_id AND estimate.id = link.estimate_id
  LEFT JOIN estimates.organization_settings organization ON organization.org_id = link.org_id`;

interface FoundLink {
  isOpen: boolean;
  status: EstimateStatus;
  validUntil: string | null;
  timeZone: string;
  codeHash: Buffer | null;
  codeSentAt: Date | null;
}

/** A link that leads somewhere, as a mail about it is sent. */
export type OpenLink = Pick<FoundLink, 'codeHash' | 'codeSentAt'> & {
  /** Whether its client may still decide. */
  readonly waits: boolean;
};

/** @returns null for a link that leads nowhere any more */
export async function findOpenLink({ source, orgId }: MailTry, linkId: string): Promise<OpenLink | null> {
  const [found] = await readInOrganization(source, orgId, (db) =>
    db.query<FoundLink[]>(
      `SELECT ${LINK_IS_OPEN} AS "isOpen", estimate.status, estimate.valid_until::text AS "validUntil",
              coalesce(organization.time_zone, 'UTC') AS "timeZone",
              link.code_hash AS "codeHash", link.code_sent_at AS "codeSentAt"
         FROM estimates.client_links link ${JOINS_OF_LINK}
        WHERE link.org_id = $1 AND link.id = $2`,
      [orgId, linkId],
    ),
  );
  if (!found?.isOpen) return null;
  const { status, validUntil, timeZone, codeHash, codeSentAt } = found;
  const isPast = validUntil !== null && isOver(validUntil, new Date(), timeZone);
  return { codeHash, codeSentAt, waits: isLegalMove(status, 'EXPIRED') && !isPast };
}
