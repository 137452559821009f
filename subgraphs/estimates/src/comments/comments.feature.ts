import type { DataExport } from '../../../../service-kit/data-export/table-export';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { getEstimate } from '../estimates/estimate-reads.service';
import type { EstimatesFeature } from '../feature';
import { stubOf } from '../foreign-stub';
import type { PositionNode } from '../positions/position-node';
import { Comment } from './comment.entity';
import { commentLoaders, type LineKey } from './comments.loaders';
import { addComment, deleteComment, updateComment } from './comments.service';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'comments',
    columns:
      'id document_id estimate_id position_origin_id audience author_id text version created_at edited_at',
    purpose: 'trash',
    madeBy: 'author_id',
  },
];

/** A line as its comments know it. */
const lineOf = async ({ loaders }: Context, { estimate, row }: PositionNode): Promise<LineKey> => ({
  documentId: await loaders.documentIds.load(estimate.id),
  originId: row.originId,
});

export const feature = {
  name: 'comments',
  entities: [Comment],
  loaders: commentLoaders,
  resolvers: {
    Mutation: {
      addComment: (_root, { input }, ctx) => withUserErrors(() => addComment(ctx, input)),
      updateComment: (_root, { input }, ctx) => withUserErrors(() => updateComment(ctx, input)),
      deleteComment: (_root, { input }, ctx) => withUserErrors(() => deleteComment(ctx, input)),
    },
    Estimate: {
      comments: async ({ id }, args, { loaders }) =>
        loaders.commentPages.load({ parent: await loaders.documentIds.load(id), args }),
    },
    Position: {
      comments: async (node, _args, ctx) => ctx.loaders.lineComments.load(await lineOf(ctx, node)),
      commentCount: async (node, _args, ctx) => ctx.loaders.lineCommentCounts.load(await lineOf(ctx, node)),
    },
    Comment: {
      estimate: ({ estimateId }, _args, ctx) => getEstimate(ctx, estimateId),
      author: ({ authorId }) => stubOf(authorId),
    },
  },
  dataExports,
} satisfies EstimatesFeature;
