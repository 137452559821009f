import type { EntityManager } from 'typeorm';
import { jsonInPieces } from '../../../../service-kit/data/json-in-pieces';
import { read } from '../../../../service-kit/subgraph/context';
import { inTurns } from '../../../../service-kit/subgraph/turns';
import type { Context, WritingContext } from '../context';
import { SELECT_ATTACHMENTS, sentFileOf, type Attachment } from '../attachments/attachments';
import type { EstimateTotals } from '../calculation/totals.types';
import type { EstimateContent, SentFile } from '../drafts/estimate-content';
import type { Draft } from '../drafts/working-copy';
import { findPaperHead } from '../letterhead/paper-head';
import { formatOf, hashOf, requireKnownFormat, shownContentInTurns } from './shown-content';
import { Snapshot } from './snapshot.entity';

/** How many shares of adjustments are kept. Lines deep within sections with many adjustments come to millions: hundreds of megabytes. */
const MOST_SHARES = 200_000;

/**
 * Whether each line's share of each adjustment is kept with what is sent. All of them can be calculated again of what is kept
 * (`explainAmounts`), so where there are too many to be written none is.
 */
export function keepsShares({ estimate, sections, positions }: Draft): boolean {
  const known = new Map<string | null, number>([[null, estimate.adjustments.length]]);
  const carriedIn = (id: string | null): number => {
    const before = known.get(id);
    const section = before === undefined && id !== null ? sections.get(id) : undefined;
    if (!section) return before ?? 0;
    const count = section.adjustments.length + carriedIn(section.parentId);
    known.set(id, count);
    return count;
  };
  let shares = 0;
  for (const { kind, sectionId } of positions.values()) if (kind !== 'TEXT') shares += carriedIn(sectionId);
  return shares <= MOST_SHARES;
}

const CLIENT_FILES = `${SELECT_ATTACHMENTS} AND kept.estimate_id = $2 AND kept.audience = 'CLIENT'
   ORDER BY kept.position_id IS NOT NULL, kept.created_at, kept.id`;

/** What the client is given with a locked estimate, in one order. */
async function clientFilesOf({ transaction: db, viewer }: WritingContext, id: string): Promise<SentFile[]> {
  return (await db.query<Attachment[]>(CLIENT_FILES, [viewer.orgId, id])).map(sentFileOf);
}

/**
 * Keeps an estimate as it is sent, in the transaction that sends it.
 *
 * @param sent with the amounts of `totals`
 * @param totals with the lines' shares, where they are kept
 * @returns the SHA-256 of all the client is shown
 */
export async function storeSnapshot(
  ctx: WritingContext,
  sent: EstimateContent,
  totals: EstimateTotals,
  now: Date,
): Promise<string> {
  const files = await clientFilesOf(ctx, sent.estimate.id);
  const content = files.length === 0 ? sent : { ...sent, files };
  const format = formatOf(content);
  const shown = await shownContentInTurns(content, totals, format);
  const contentHash = hashOf(shown);
  const { orgId } = ctx.viewer;
  const letterhead = await findPaperHead(ctx.transaction, orgId, { locks: true });
  const rows = await inTurns(jsonInPieces(content));
  const kept = await inTurns(jsonInPieces(totals));
  // By hand: an entity's JSON is written at one go, which takes long for thousands of rows.
  await ctx.transaction.query(
    `INSERT INTO estimates.snapshots
       (org_id, estimate_id, format, policy_version, content_hash, shown, rows, totals, letterhead, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[orgId, content.estimate.id, format, totals.policyVersion, contentHash, shown, rows, kept],
      ...[letterhead && JSON.stringify(letterhead), now],
    ],
  );
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

/** Nothing of what a newer version has sent is read here: nobody calculates, shows or hashes it otherwise than it was sent. */
async function known<S extends Pick<Snapshot, 'format'>>(found: Promise<S | null>): Promise<S | null> {
  const snapshot = await found;
  if (snapshot) requireKnownFormat(snapshot.format);
  return snapshot;
}

/**
 * What was kept of an organisation's estimate; null for one that was never sent.
 *
 * @throws GraphQLError SERVICE_UNAVAILABLE for what a newer version has sent
 */
export const findSnapshot = (
  db: EntityManager,
  orgId: string,
  estimateId: string,
): Promise<SnapshotContent | null> =>
  known(db.findOne(Snapshot, { select: WITHOUT_TOTALS, where: { orgId, estimateId } }));

/** The same of the caller's organisation, with the text that its hash is of. @throws as {@link findSnapshot} */
export const readSnapshot = (
  ctx: Context,
  estimateId: string,
): Promise<(SnapshotContent & Pick<Snapshot, 'shown'>) | null> =>
  read(ctx, (db) =>
    known(
      db.findOne(Snapshot, {
        select: { ...WITHOUT_TOTALS, shown: true },
        where: { orgId: ctx.viewer.orgId, estimateId },
      }),
    ),
  );
