import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import { read } from '../../../../service-kit/subgraph/context';
import { tooMuch } from '../../../../service-kit/subgraph/spending';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Position } from './position.entity';

declare module '../context' {
  interface Loaders {
    /** By estimate id, in no order. */
    readonly positionsByEstimate: DataLoader<string, Position[]>;
    /** The same where they are given at once; nothing is read of an estimate that has too many in one place. */
    readonly listedPositions: DataLoader<string, ListedPositions>;
  }
}

/** What `positions` gives at once; more are read in pages. */
export const MAX_LISTED = 1_000;
/** Rows that are read together: what they would cost at most, an item being a point. */
const MOST_ROWS = 20_000;

/** An estimate's positions; or how many there are in each section (null: outside), when somewhere there are too many. */
export type ListedPositions =
  { readonly rows: Position[] } | { readonly counts: ReadonlyMap<string | null, number> };

const ofEstimates = 'position.orgId = :orgId AND position.estimateId = ANY(:estimateIds::uuid[])';

const readPositions = defineRead<Position>({
  entity: Position,
  alias: 'position',
  keys: ['estimateId'],
  build: (query) => query.where(ofEstimates).limit(MOST_ROWS + 1),
});

/** Counted in the same statement: where one list is too long, no row is read. */
const readListed = defineRead<Position>({
  entity: Position,
  alias: 'position',
  keys: ['estimateId'],
  build: (query) =>
    query
      .where(ofEstimates)
      .andWhere(
        `NOT EXISTS (SELECT 1 FROM estimates.positions listed
            WHERE listed.org_id = :orgId AND listed.estimate_id = ANY(:estimateIds::uuid[])
            GROUP BY listed.estimate_id, listed.section_id HAVING count(*) > ${MAX_LISTED})`,
      )
      .limit(MOST_ROWS + 1),
});

/** @throws GraphQLError COST_LIMIT_EXCEEDED when they are more than may be read together */
function refuseTooMany(rows: readonly Position[]): readonly Position[] {
  if (rows.length <= MOST_ROWS) return rows;
  throw tooMuch(MOST_ROWS, 'Estimate.allPositions');
}

/** Loads all positions of estimates, in no order. */
async function positionsByEstimate(ctx: Context, estimateIds: readonly string[]): Promise<Position[][]> {
  const rows = refuseTooMany(await readPositions(ctx, { estimateIds }));
  return groupByKey(estimateIds, rows, (row) => row.estimateId);
}

async function listedPositions(ctx: Context, estimateIds: readonly string[]): Promise<ListedPositions[]> {
  const rows = refuseTooMany(await readListed(ctx, { estimateIds }));
  if (rows.length > 0) {
    return groupByKey(estimateIds, rows, (row) => row.estimateId).map((own) => ({ rows: own }));
  }
  const counts = await countListed(ctx, estimateIds);
  const fitting = estimateIds.filter((id) => ![...(counts.get(id)?.values() ?? [])].some(isTooLong));
  const read = fitting.some((id) => counts.has(id)) ? await positionsByEstimate(ctx, fitting) : [];
  const byId = new Map(fitting.map((id, index) => [id, read[index] ?? []]));
  return estimateIds.map((id) => {
    const own = byId.get(id);
    return own ? { rows: own } : { counts: counts.get(id) ?? new Map<string | null, number>() };
  });
}

const isTooLong = (count: number): boolean => count > MAX_LISTED;

/** How many there are, by estimate and section; nothing of estimates without any. */
async function countListed(
  ctx: Context,
  estimateIds: readonly string[],
): Promise<Map<string, Map<string | null, number>>> {
  const found = await read(
    ctx,
    (db) =>
      db.query(
        `SELECT estimate_id AS "estimateId", section_id AS "sectionId", count(*)::int AS count FROM estimates.positions
          WHERE org_id = $1 AND estimate_id = ANY ($2::uuid[]) GROUP BY estimate_id, section_id`,
        [ctx.viewer.orgId, estimateIds],
      ) as Promise<{ estimateId: string; sectionId: string | null; count: number }[]>,
  );
  const counts = new Map<string, Map<string | null, number>>();
  for (const { estimateId, sectionId, count } of found) {
    const own = counts.get(estimateId) ?? new Map<string | null, number>();
    counts.set(estimateId, own.set(sectionId, count));
  }
  return counts;
}

export const positionLoaders = {
  positionsByEstimate: (ctx) => new DataLoader((ids) => positionsByEstimate(ctx, ids)),
  listedPositions: (ctx) => new DataLoader((ids) => listedPositions(ctx, ids)),
} satisfies LoaderMakers<Context>;
