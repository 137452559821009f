import type { EntityManager } from 'typeorm';
import type { EstimateContent } from '../drafts/estimate-content';
import { Estimate } from '../estimates/estimate.entity';
import { dayIn, findOrganization } from '../organizations/organization-settings.service';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { findSnapshot } from '../snapshots/snapshots.service';
import { sheetOf, type SheetChoices } from './sheet';
import type { Sheet } from './sheet.types';

/** What was sent comes from its snapshot alone; a draft as it is now. */
async function readContent(db: EntityManager, orgId: string, id: string): Promise<EstimateContent | null> {
  const snapshot = await findSnapshot(db, orgId, id);
  if (snapshot) {
    const { rows, contentHash, createdAt } = snapshot;
    return { ...rows, estimate: Object.assign(rows.estimate, { contentHash, sentAt: createdAt }) };
  }
  const estimate = await db.findOneBy(Estimate, { orgId, id });
  if (!estimate) return null;
  const of = { orgId, estimateId: id };
  return { estimate, sections: await db.findBy(Section, of), positions: await db.findBy(Position, of) };
}

/**
 * Makes the sheet of an estimate: what its client is shown, on paper and on screen.
 *
 * @returns null when there is no such estimate
 */
export async function readSheet(
  db: EntityManager,
  orgId: string,
  choices: SheetChoices & { readonly estimateId: string },
): Promise<Sheet | null> {
  const content = await readContent(db, orgId, choices.estimateId);
  if (!content) return null;
  const { timeZone } = await findOrganization(db, orgId);
  const { sentAt, updatedAt } = content.estimate;
  return sheetOf(content, choices, dayIn(timeZone, new Date(sentAt ?? updatedAt)));
}
