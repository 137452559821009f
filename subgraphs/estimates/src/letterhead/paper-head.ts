import type { EntityManager } from 'typeorm';
import type { Party } from '../exports/sheet.types';
import { findOrganization } from '../organizations/organization-settings.service';
import { Letterhead, type PaperHead } from './letterhead.entity';

/** Who sells: the name in law, or else the organisation's; null where neither is known. */
function sellerOf(letterhead: Letterhead, organization: string | null): Party | null {
  const name = letterhead.legalName ?? organization;
  if (name === null) return null;
  const address = letterhead.address?.split('\n') ?? [];
  const taxIds = letterhead.taxIds.map(({ label, value }) => `${label} ${value}`);
  return { name, details: [...address, ...taxIds, ...letterhead.bankLines] };
}

/**
 * The letterhead of an organisation as a paper has it now.
 *
 * @param locks whether it stays as it is until the transaction ends
 * @returns null where nobody has set one
 */
export async function findPaperHead(
  db: EntityManager,
  orgId: string,
  { locks = false } = {},
): Promise<PaperHead | null> {
  const lock = locks ? { lock: { mode: 'pessimistic_read' as const } } : {};
  const letterhead = await db.findOne(Letterhead, { where: { orgId }, ...lock });
  if (!letterhead) return null;
  const { name } = await findOrganization(db, orgId);
  const { footer, logo } = letterhead;
  return { seller: sellerOf(letterhead, name), footer, logo };
}
