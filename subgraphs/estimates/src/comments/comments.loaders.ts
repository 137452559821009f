import DataLoader from 'dataloader';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { countByParent, orderBy, readPagesByParent, type List } from '../../../../service-kit/data/pages';
import { pageLoader, type PageLoader } from '../../../../service-kit/data/page-loader';
import { read } from '../../../../service-kit/subgraph/context';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Comment } from './comment.entity';

/** A line in all revisions of a document. */
export interface LineKey {
  readonly documentId: string;
  readonly originId: string;
}

declare module '../context' {
  interface Loaders {
    /** The first revision of each estimate, by estimate id. */
    readonly documentIds: DataLoader<string, string>;
    /** Pages by document, the newest first. */
    readonly commentPages: PageLoader<Comment>;
    /** How many there are, by document. */
    readonly commentCounts: DataLoader<string, number>;
    /** By line: the newest, the newest first. */
    readonly lineComments: DataLoader<LineKey, Comment[], string>;
    /** How many there are, by line. */
    readonly lineCommentCounts: DataLoader<LineKey, number, string>;
  }
}

/** Of a line, at once. */
const MOST_SHOWN = 50;
/** What a text costs besides its place in the list: that is charged when it was read, and lines may have millions of letters together. */
const TEXT_POINTS = 1;

const seesCosts = ({ viewer }: Context): boolean => viewer.permissions.has('costs:read');

const list = (ctx: Context): List<Comment> => {
  const where = new Narrowing<Comment>().and('comment.orgId = :orgId');
  return {
    entity: Comment,
    alias: 'comment',
    where: seesCosts(ctx) ? where : where.and(`comment.audience <> 'COSTS'`),
    order: orderBy('createdAt', 'DESC'),
  };
};

const FIRST_REVISIONS = `
  WITH RECURSIVE lineage AS (
    SELECT id AS of, id, supersedes_id FROM estimates.estimates WHERE org_id = $1 AND id = ANY ($2::uuid[])
    UNION ALL
    SELECT lineage.of, before.id, before.supersedes_id
      FROM lineage JOIN estimates.estimates before ON before.org_id = $1 AND before.id = lineage.supersedes_id
  ) SELECT of, id FROM lineage WHERE supersedes_id IS NULL`;

/** A document's comments are few (`comments.service.ts`), its lines may be thousands: these are sought among those. */
const OF_LINES = `
  FROM estimates.comments
 WHERE org_id = $1 AND document_id = ANY ($2::uuid[]) AND position_origin_id = ANY ($3::uuid[]) AND (audience <> 'COSTS' OR $4)`;

const COUNTS = `
  SELECT document_id AS "documentId", position_origin_id AS "originId", count(*)::int AS count ${OF_LINES}
   GROUP BY document_id, position_origin_id`;

const NEWEST = `
  SELECT "documentId", "originId", id FROM (
    SELECT document_id AS "documentId", position_origin_id AS "originId", id,
           row_number() OVER (PARTITION BY document_id, position_origin_id ORDER BY created_at DESC, id DESC) AS place ${OF_LINES}
  ) AS said WHERE place <= ${MOST_SHOWN} ORDER BY place`;

const keyOf = ({ documentId, originId }: LineKey): string => `${documentId} ${originId}`;

const readOfLines = <T>(ctx: Context, sql: string, lines: readonly LineKey[]): Promise<T[]> => {
  const documents = [...new Set(lines.map(({ documentId }) => documentId))];
  const origins = [...new Set(lines.map(({ originId }) => originId))];
  return read(ctx, (db) => db.query<T[]>(sql, [ctx.viewer.orgId, documents, origins, seesCosts(ctx)]));
};

/** The texts are charged before they are read. @throws GraphQLError COST_LIMIT_EXCEEDED */
async function lineCommentsOf(ctx: Context, lines: readonly LineKey[]): Promise<Comment[][]> {
  const asked = new Set(lines.map(keyOf));
  const found = await readOfLines<LineKey & { id: string }>(ctx, NEWEST, lines);
  const wanted = found.filter((one) => asked.has(keyOf(one)));
  ctx.facts.spending?.charge(wanted.length * TEXT_POINTS, 'Position.comments');
  const ids = wanted.map(({ id }) => id);
  const rows =
    ids.length === 0 ? [] : await read(ctx, (db) => db.query<Comment[]>(BY_IDS, [ctx.viewer.orgId, ids]));
  const comments = new Map(rows.map((row) => [row.id, row]));
  const byLine = groupByKey(lines.map(keyOf), wanted, keyOf);
  return byLine.map((said) => said.flatMap(({ id }) => comments.get(id) ?? []));
}

async function lineCountsOf(ctx: Context, lines: readonly LineKey[]): Promise<number[]> {
  const found = await readOfLines<LineKey & { count: number }>(ctx, COUNTS, lines);
  const counts = new Map(found.map((one) => [keyOf(one), one.count]));
  return lines.map((line) => counts.get(keyOf(line)) ?? 0);
}

const BY_IDS = `
  SELECT id, document_id AS "documentId", estimate_id AS "estimateId", position_origin_id AS "positionOriginId", audience,
         author_id AS "authorId", text, version, created_at AS "createdAt", edited_at AS "editedAt"
    FROM estimates.comments WHERE org_id = $1 AND id = ANY ($2::uuid[])`;

export const commentLoaders = {
  documentIds: (ctx) =>
    new DataLoader(async (ids) => {
      const { orgId } = ctx.viewer;
      const rows = await read(ctx, (db) =>
        db.query<{ of: string; id: string }[]>(FIRST_REVISIONS, [orgId, ids]),
      );
      return byKey(ids, rows, ({ of }) => of).map((row, index) => row?.id ?? (ids[index] as string));
    }),
  commentPages: (ctx) =>
    pageLoader((ids, args) =>
      readPagesByParent(ctx, list(ctx), { column: 'documentId', ids }, args, (id) =>
        ctx.loaders.commentCounts.load(id),
      ),
    ),
  commentCounts: (ctx) =>
    new DataLoader(async (ids) => {
      const counts = await countByParent(ctx, list(ctx), { column: 'documentId', ids });
      return ids.map((id) => counts.get(id) ?? 0);
    }),
  lineComments: (ctx) => new DataLoader((lines) => lineCommentsOf(ctx, lines), { cacheKeyFn: keyOf }),
  lineCommentCounts: (ctx) => new DataLoader((lines) => lineCountsOf(ctx, lines), { cacheKeyFn: keyOf }),
} satisfies LoaderMakers<Context>;
