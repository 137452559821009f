import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { countByParent, orderBy, readPagesByParent, type List } from '../../../../service-kit/data/pages';
import { pageLoader, type PageLoader } from '../../../../service-kit/data/page-loader';
import { read } from '../../../../service-kit/subgraph/context';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Comment } from './comment.entity';

/** A line in all revisions of a document. */
interface LineKey {
  readonly documentId: string;
  readonly originId: string;
}

/** What was said about a line. */
export interface LineComments {
  /** The newest, the newest first. */
  readonly newest: Comment[];
  readonly count: number;
}

declare module '../context' {
  interface Loaders {
    /** The first revision of each estimate, by estimate id. */
    readonly documentIds: DataLoader<string, string>;
    /** Pages by document, the newest first. */
    readonly commentPages: PageLoader<Comment>;
    /** How many there are, by document. */
    readonly commentCounts: DataLoader<string, number>;
    /** By line. */
    readonly lineComments: DataLoader<LineKey, LineComments, string>;
  }
}

/** Of a line, at once. */
const MOST_SHOWN = 50;

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

/** How many there are, and the newest as they are asked for. */
const OF_LINES = `
  SELECT line.document_id AS "documentId", line.origin_id AS "originId", found.count::int AS count, found.newest
    FROM unnest($2::uuid[], $3::uuid[]) AS line (document_id, origin_id)
   CROSS JOIN LATERAL (
     SELECT (array_agg(id ORDER BY created_at DESC, id DESC))[1:${MOST_SHOWN}] AS newest, count(*) AS count FROM estimates.comments
      WHERE org_id = $1 AND document_id = line.document_id AND position_origin_id = line.origin_id AND (audience <> 'COSTS' OR $4)
   ) AS found
   WHERE found.count > 0`;

async function lineCommentsOf(ctx: Context, lines: readonly LineKey[]): Promise<LineComments[]> {
  const { orgId } = ctx.viewer;
  const found = await read(ctx, (db) =>
    db.query<(LineKey & { count: number; newest: string[] })[]>(OF_LINES, [
      ...[orgId, lines.map(({ documentId }) => documentId), lines.map(({ originId }) => originId)],
      seesCosts(ctx),
    ]),
  );
  const ids = found.flatMap(({ newest }) => newest);
  const rows = ids.length === 0 ? [] : await read(ctx, (db) => db.query<Comment[]>(BY_IDS, [orgId, ids]));
  const comments = new Map(rows.map((row) => [row.id, row]));
  const keyOf = ({ documentId, originId }: LineKey) => `${documentId} ${originId}`;
  const byLine = new Map(found.map((line) => [keyOf(line), line]));
  return lines.map((line) => {
    const { count = 0, newest = [] } = byLine.get(keyOf(line)) ?? {};
    return { count, newest: newest.flatMap((id) => comments.get(id) ?? []) };
  });
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
  lineComments: (ctx) =>
    new DataLoader((lines) => lineCommentsOf(ctx, lines), { cacheKeyFn: JSON.stringify }),
} satisfies LoaderMakers<Context>;
