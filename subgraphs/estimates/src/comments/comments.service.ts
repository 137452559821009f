import { checkId, newId } from '../../../../service-kit/data/ids';
import { referencedId, refusedReference } from '../../../../service-kit/data/input-check';
import { checkVersion } from '../../../../service-kit/data/versions';
import { forbidden, notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import { requireCostsRead } from '../costs';
import { announceEstimate } from '../estimates/estimate-changes';
import { Estimate } from '../estimates/estimate.entity';
import type { AddCommentInput, DeleteCommentInput, UpdateCommentInput } from '../generated/types';
import { createEstimateInputCheck } from '../input-check';
import { Position } from '../positions/position.entity';
import { Comment } from './comment.entity';

const LONGEST = 2_000;
/** Of a document, in all its revisions. Two at once may both have the last place: it is a bound, not a promise. */
const MOST = 2_000;

function readText(given: string): string {
  const check = createEstimateInputCheck();
  const text = check.requiredText(given, LONGEST, ['text']);
  check.finish();
  return text;
}

/**
 * Says something about an estimate or a line, whatever became of it.
 *
 * @throws InputRejected for a bad text, POSITION_NOT_FOUND, TOO_MANY_ITEMS; GraphQLError NOT_FOUND, FORBIDDEN
 */
export function addComment(ctx: Context, input: AddCommentInput): Promise<{ comment: Comment }> {
  const text = readText(input.text);
  const { audience } = input;
  if (audience === 'COSTS') requireCostsRead(ctx);
  const positionId =
    input.positionId == null ? null : referencedId(input.positionId, 'Position', ['positionId']);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { orgId, userId: authorId } = viewer;
    const estimateId = checkId(input.estimateId, 'Estimate');
    const estimate = await db.findOne(Estimate, {
      select: { orgId: true, id: true },
      where: { orgId, id: estimateId },
      lock: { mode: 'for_key_share' }, // it stays until the comment is there
    });
    if (!estimate) throw notFound('Estimate');
    const positionOriginId = positionId === null ? null : await originOf(ctx, estimateId, positionId);
    const documentId = await ctx.loaders.documentIds.load(estimateId);
    if ((await db.countBy(Comment, { orgId, documentId })) >= MOST)
      throw reject(
        'TOO_MANY_ITEMS',
        '',
        `There are ${MOST} comments about this estimate: delete some first.`,
      );
    const comment = Object.assign(new Comment(), {
      ...{ orgId, id: newId(), documentId, estimateId, positionOriginId, audience, authorId, text },
      ...{ version: 1, createdAt: new Date(), editedAt: null },
    });
    await db.insert(Comment, comment);
    await announceEstimate(ctx, estimateId);
    return { comment };
  });
}

async function originOf(ctx: WritingContext, estimateId: string, id: string): Promise<string> {
  const { orgId } = ctx.viewer;
  const position = await ctx.transaction.findOne(Position, {
    select: { orgId: true, id: true, originId: true },
    where: { orgId, id, estimateId },
  });
  if (!position) throw refusedReference('Position', ['positionId']);
  return position.originId;
}

/** Changes what the caller said. @throws InputRejected for a bad text; NOT_YOURS; GraphQLError NOT_FOUND, CONFLICT */
export function updateComment(ctx: Context, input: UpdateCommentInput): Promise<{ comment: Comment }> {
  const text = readText(input.text);
  return withTransaction(ctx, async (ctx) => {
    const comment = await lockComment(ctx, input);
    if (comment.authorId !== ctx.viewer.userId)
      throw reject('NOT_YOURS', 'id', 'Only who said something changes it.');
    if (text === comment.text) return { comment };
    Object.assign(comment, { text, version: comment.version + 1, editedAt: new Date() });
    await ctx.transaction.save(Comment, comment);
    await announceEstimate(ctx, comment.estimateId);
    return { comment };
  });
}

/** Deletes a comment. @throws GraphQLError NOT_FOUND, CONFLICT; FORBIDDEN for another's, without organization:write */
export function deleteComment(ctx: Context, input: DeleteCommentInput): Promise<{ deletedId: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { orgId, id, authorId, estimateId } = await lockComment(ctx, input);
    const { userId, permissions } = ctx.viewer;
    if (authorId !== userId && !permissions.has('organization:write')) throw forbidden('organization:write');
    await ctx.transaction.delete(Comment, { orgId, id });
    await announceEstimate(ctx, estimateId);
    return { deletedId: id };
  });
}

async function lockComment(
  ctx: WritingContext,
  input: { id: string; expectedVersion?: number | null | undefined },
): Promise<Comment> {
  const { orgId, permissions } = ctx.viewer;
  const comment = await ctx.transaction.findOne(Comment, {
    where: { orgId, id: checkId(input.id, 'Comment') },
    lock: { mode: 'pessimistic_write' },
  });
  const isHidden = comment?.audience === 'COSTS' && !permissions.has('costs:read');
  if (!comment || isHidden) throw notFound('Comment');
  checkVersion('The comment', comment, input.expectedVersion);
  return comment;
}
