import type { EntityManager } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import type { EstimateTotals } from '../calculation/totals.types';
import type { EstimateContent } from '../drafts/estimate-content';
import { findPaperHead } from '../letterhead/paper-head';
import { CONTENT_FORMAT, hashOf, shownContentInTurns } from './shown-content';
import { Snapshot } from './snapshot.entity';

/**
 * Keeps an estimate as it is sent, in the transaction that sends it.
 *
 * @param content with the amounts of `totals`
 * @param totals with the lines' shares
 * @returns the SHA-256 of all the client is shown
 */
export async function storeSnapshot(
  ctx: WritingContext,
  content: EstimateContent,
  totals: EstimateTotals,
  now: Date,
): Promise<string> {
  const shown = await shownContentInTurns(content, totals);
  const contentHash = hashOf(shown);
  const { orgId } = ctx.viewer;
  const letterhead = await findPaperHead(ctx.transaction, orgId, { locks: true });
  await ctx.transaction.insert(Snapshot, {
    orgId,
    estimateId: content.estimate.id,
    format: CONTENT_FORMAT,
    policyVersion: totals.policyVersion,
    contentHash,
    shown,
    rows: content,
    totals,
    letterhead,
    createdAt: now,
  });
  return contentHash;
}

/** A snapshot without its shares, which are many times as long as all else, and without the text that its hash is of. */
type SnapshotContent = Omit<Snapshot, 'totals' | 'shown'>;

const WITHOUT_TOTALS = {
  orgId: true,
  estimateId: true,
  format: true,
  policyVersion: true,
  contentHash: true,
  rows: true as never, // TypeORM takes a JSON column for an entity
  letterhead: true as never, // likewise
  createdAt: true,
} as const;

/** What was kept of an organisation's estimate; null for one that was never sent. */
export const findSnapshot = (
  db: EntityManager,
  orgId: string,
  estimateId: string,
): Promise<SnapshotContent | null> =>
  db.findOne(Snapshot, { select: WITHOUT_TOTALS, where: { orgId, estimateId } });

/** The same of the caller's organisation, with the text that its hash is of. */
export const readSnapshot = (
  ctx: Context,
  estimateId: string,
): Promise<(SnapshotContent & Pick<Snapshot, 'shown'>) | null> =>
  read(ctx, (db) =>
    db.findOne(Snapshot, {
      select: { ...WITHOUT_TOTALS, shown: true },
      where: { orgId: ctx.viewer.orgId, estimateId },
    }),
  );
