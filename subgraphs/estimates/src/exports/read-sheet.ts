import type { EntityManager } from 'typeorm';
import type { EstimateContent } from '../drafts/estimate-content';
import { Estimate } from '../estimates/estimate.entity';
import { dayIn, findOrganization } from '../organizations/organization-settings.service';
import type { LogoRef, PaperHead } from '../letterhead/letterhead.entity';
import { findPaperHead } from '../letterhead/paper-head';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { chooseOffer } from '../offers/offers.service';
import type { Snapshot } from '../snapshots/snapshot.entity';
import { withoutUnhashed } from '../snapshots/shown-content';
import { findSnapshot } from '../snapshots/snapshots.service';
import { sheetOf, type SheetChoices } from './sheet';
import type { Sheet } from './sheet.types';

/** An estimate with the letterhead that stands on it. */
interface ReadContent {
  readonly content: EstimateContent;
  readonly head: PaperHead | null;
}

/** What was sent comes from its snapshot alone; a draft as it is now. */
async function readContent(
  db: EntityManager,
  orgId: string,
  id: string,
  isAgreed: boolean,
): Promise<ReadContent | null> {
  const snapshot = await findSnapshot(db, orgId, id);
  if (snapshot) {
    const { createdAt, letterhead } = snapshot;
    const kept = isAgreed ? await agreedContent(db, orgId, id, snapshot) : snapshot;
    const { contentHash } = kept;
    const rows = withoutUnhashed(kept.rows, snapshot.format);
    const estimate = Object.assign(rows.estimate, { contentHash, sentAt: createdAt });
    return { content: { ...rows, estimate }, head: letterhead };
  }
  const estimate = await db.findOneBy(Estimate, { orgId, id });
  if (!estimate) return null;
  const of = { orgId, estimateId: id };
  const sections = await db.findBy(Section, of);
  const positions = await db.findBy(Position, of);
  return { content: { estimate, sections, positions }, head: await findPaperHead(db, orgId) };
}

/**
 * What was sent with what was taken of it, calculated anew: the hash that was approved says whether it is the same.
 *
 * @throws Error when it is not, or nothing was approved: then there is no paper of it
 */
async function agreedContent(
  db: EntityManager,
  orgId: string,
  id: string,
  { rows, format }: Pick<Snapshot, 'rows' | 'format'>,
): Promise<Pick<Snapshot, 'rows' | 'contentHash'>> {
  const { agreed } = await db.findOneOrFail(Estimate, {
    select: { orgId: true, id: true, agreed: true },
    where: { orgId, id },
  });
  if (!agreed) throw new Error(`Nothing was approved of the estimate ${id}.`);
  const { content, offer } = await chooseOffer(rows, format, agreed.taken);
  if (offer.contentHash === agreed.contentHash) return { rows: content, contentHash: agreed.contentHash };
  throw new Error(`What was approved of the estimate ${id} comes to another hash.`);
}

/**
 * Makes the sheet of an estimate: what its client is shown, on paper and on screen.
 *
 * @param choices a seller takes the place of the whole letterhead, a client that of the estimate's own
 * @returns the sheet without its logo, and where that is; null when there is no such estimate
 */
export async function readSheet(
  db: EntityManager,
  orgId: string,
  choices: SheetChoices & { readonly estimateId: string },
): Promise<{ sheet: Sheet; logo: LogoRef | null } | null> {
  const found = await readContent(db, orgId, choices.estimateId, choices.isAgreed ?? false);
  if (!found) return null;
  const { content } = found;
  const head = choices.seller ? { seller: choices.seller, footer: null, logo: null } : found.head;
  const { timeZone } = await findOrganization(db, orgId);
  const { sentAt, updatedAt, client } = content.estimate;
  const shown = {
    language: choices.language,
    seller: head?.seller ?? null,
    client: choices.client ?? client ?? null, // what was sent before there was a client has none
    footer: head?.footer ?? null,
    isAgreed: choices.isAgreed ?? false,
  };
  const sheet = await sheetOf(content, shown, dayIn(timeZone, new Date(sentAt ?? updatedAt)));
  return { sheet, logo: head?.logo ?? null };
}
