import { badInput, listTooLong } from '../../../../service-kit/errors/errors';
import { pageSize, type Page, type PageArgs } from '../../../../service-kit/data/pagination';
import { hasOneOrder } from '../calculation/money-rules';
import type { Context } from '../context';
import { groupInOrder, outlineOf } from '../drafts/document-order';
import type { Estimate } from '../estimates/estimate.entity';
import type { PositionNode } from './position-node';
import type { Position } from './position.entity';
import { MAX_LISTED } from './positions.loaders';

const bySection = new WeakMap<readonly Position[], Map<string | null, Position[]>>();

function groupOnce(positions: readonly Position[]): Map<string | null, Position[]> {
  let groups = bySection.get(positions);
  if (!groups) {
    groups = groupInOrder(positions, (position) => position.sectionId);
    bySection.set(positions, groups);
  }
  return groups;
}

/** What a page of `allPositions` may have: as the one exception, more than other lists'. */
const MAX_PAGE = 1_000;

/**
 * The positions directly in a section, in order; null: outside sections.
 *
 * @throws GraphQLError LIST_TOO_LONG for more than can be given at once
 */
export async function positionNodesIn(
  ctx: Context,
  estimate: Estimate,
  sectionId: string | null,
): Promise<PositionNode[]> {
  const listed = await ctx.loaders.listedPositions.load(estimate.id);
  const positions = 'rows' in listed ? (groupOnce(listed.rows).get(sectionId) ?? []) : [];
  const count = 'rows' in listed ? positions.length : (listed.counts.get(sectionId) ?? 0);
  checkListed(count);
  if (positions.length < count) return positionNodesFrom(ctx, estimate, sectionId);
  return positions.map((row) => ({ estimate, row }));
}

/** A section's that is short enough, of an estimate with a longer one. */
async function positionNodesFrom(
  ctx: Context,
  estimate: Estimate,
  sectionId: string | null,
): Promise<PositionNode[]> {
  const positions = groupOnce(await ctx.loaders.positionsByEstimate.load(estimate.id)).get(sectionId) ?? [];
  return positions.map((row) => ({ estimate, row }));
}

/** Text that names a row in a list's cursors. */
type CursorOf<T> = (row: T) => string;

/**
 * One page of all positions of an estimate, in the order of the document. A cursor is a position's id: it stays good
 * when others are added, moved or removed.
 *
 * @throws GraphQLError BAD_USER_INPUT for a cursor that is no position of this estimate, or a size out of range
 */
export async function pageOfPositions(
  ctx: Context,
  estimate: Estimate,
  args: PageArgs,
): Promise<Page<PositionNode>> {
  const [sections, positions] = await Promise.all([
    ctx.loaders.sectionsByEstimate.load(estimate.id),
    ctx.loaders.positionsByEstimate.load(estimate.id),
  ]);
  const all = outlineOf(sections, positions, hasOneOrder(estimate.policyVersion)).positions;
  return pageOf(
    all,
    args,
    ({ id }) => id,
    (row) => ({ estimate, row }),
  );
}

/**
 * One page of rows that are at hand.
 *
 * @param all in order
 * @param nodeOf what the page tells of a row
 * @throws GraphQLError BAD_USER_INPUT for a cursor of none of them, or a size out of range
 */
export function pageOf<T, N>(
  all: readonly T[],
  args: PageArgs,
  cursorOf: CursorOf<T>,
  nodeOf: (row: T) => N,
): Page<N> {
  const { size, backward } = pageSize(args, MAX_PAGE);
  const indexOf = (name: 'after' | 'before', cursor: string) => {
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    const index = all.findIndex((row) => cursorOf(row) === text);
    if (index < 0) {
      throw badInput(`"${name}" is not a cursor of this list. Use a cursor that this list returned.`, name);
    }
    return index;
  };
  const start = args.after == null ? 0 : indexOf('after', args.after) + 1;
  const end = args.before == null ? all.length : indexOf('before', args.before);
  const from = backward ? Math.max(start, end - size) : start;
  const to = backward ? end : Math.min(end, start + size);
  const edges = all.slice(from, to).map((row) => ({
    cursor: Buffer.from(cursorOf(row)).toString('base64url'),
    node: nodeOf(row),
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: async () => all.length,
  };
}

/** @throws GraphQLError LIST_TOO_LONG for more positions in one place than are given at once */
export function checkListed(count: number): void {
  if (count <= MAX_LISTED) return;
  const words = `There are ${count} positions here; ${MAX_LISTED} can be given at once.`;
  throw listTooLong(words, 'allPositions');
}
