import { checkId, newId } from '../../../../service-kit/data/ids';
import { referencedId, refusedReference } from '../../../../service-kit/data/input-check';
import { saveRows } from '../../../../service-kit/data/bulk-rows';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { keepUpload } from '../../../../service-kit/files/uploads';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import { requireCostsRead } from '../costs';
import { checkEditable, lockEstimate } from '../drafts/draft';
import { announceEstimate } from '../estimates/estimate-changes';
import { Estimate } from '../estimates/estimate.entity';
import type { AttachFileInput, RemoveAttachmentInput, UpdateAttachmentInput } from '../generated/types';
import { Position } from '../positions/position.entity';
import { MOST_ATTACHED, SELECT_ATTACHMENTS, type Attachment } from './attachments';

/*
 * What a client is shown belongs to the offer: it changes only while the estimate may, raises its version, and is sent with it.
 * All else is of one's own people, and may come and go whatever became of the estimate.
 */

interface Done {
  attachment: Attachment;
  estimate: Estimate;
}

/**
 * Keeps a file that was sent with an estimate or a line.
 *
 * @throws InputRejected POSITION_NOT_FOUND, UPLOAD_NOT_FOUND, TOO_MANY_ITEMS, ALREADY_ATTACHED, ESTIMATE_NOT_DRAFT for the client's
 * @throws GraphQLError NOT_FOUND, CONFLICT, FORBIDDEN
 */
export function attachFile(ctx: Context, input: AttachFileInput): Promise<Done> {
  const { audience } = input;
  if (audience === 'COSTS') requireCostsRead(ctx);
  const positionId =
    input.positionId == null ? null : referencedId(input.positionId, 'Position', ['positionId']);
  return withTransaction(ctx, async (ctx) => {
    const estimate = await lockEstimate(ctx, input.estimateId, input.expectedVersion);
    const { transaction: db, viewer } = ctx;
    const { orgId, userId } = viewer;
    if (audience === 'CLIENT') await changeOffer(ctx, estimate, ['estimateId']);
    if (
      positionId !== null &&
      !(await db.existsBy(Position, { orgId, id: positionId, estimateId: estimate.id }))
    )
      throw refusedReference('Position', ['positionId']);
    const file = await keepUpload(ctx.files, db, orgId, {
      id: input.uploadId,
      purpose: 'ATTACHMENT',
      until: null,
    });
    if (!file)
      throw reject(
        'UPLOAD_NOT_FOUND',
        'uploadId',
        'This file was not sent for it, has not come, or is over.',
      );
    const attachment: Attachment = {
      ...{ id: newId(), estimateId: estimate.id, positionId, fileId: file.id, audience, addedBy: userId },
      ...{ createdAt: new Date(), name: file.name, kind: file.kind, size: file.size, sha256: file.sha256 },
    };
    await storeAttachments(ctx, estimate.id, [attachment], 'uploadId');
    await announceEstimate(ctx, estimate.id);
    return { attachment, estimate };
  });
}

/** Says who is shown a file. @throws as {@link attachFile} */
export function updateAttachment(ctx: Context, input: UpdateAttachmentInput): Promise<Done> {
  const { audience } = input;
  if (audience === 'COSTS') requireCostsRead(ctx);
  return withTransaction(ctx, async (ctx) => {
    const { attachment: before, estimate } = await lockAttachment(ctx, input);
    const attachment = { ...before, audience };
    if (audience === before.audience) return { attachment, estimate };
    if (audience === 'CLIENT' || before.audience === 'CLIENT') await changeOffer(ctx, estimate, ['audience']);
    const { orgId } = ctx.viewer;
    await ctx.transaction.query(
      'UPDATE estimates.attachments SET audience = $3 WHERE org_id = $1 AND id = $2',
      [orgId, attachment.id, audience],
    );
    checkCounts(await keptIn(ctx, estimate.id), 'audience');
    await announceEstimate(ctx, estimate.id);
    return { attachment, estimate };
  });
}

/** Takes a file off. @throws as {@link attachFile} */
export function removeAttachment(
  ctx: Context,
  input: RemoveAttachmentInput,
): Promise<{ removedId: string; estimate: Estimate }> {
  return withTransaction(ctx, async (ctx) => {
    const { attachment, estimate } = await lockAttachment(ctx, input);
    if (attachment.audience === 'CLIENT') await changeOffer(ctx, estimate, ['id']);
    const { orgId } = ctx.viewer;
    await ctx.transaction.query('DELETE FROM estimates.attachments WHERE org_id = $1 AND id = $2', [
      orgId,
      attachment.id,
    ]);
    await announceEstimate(ctx, estimate.id);
    return { removedId: attachment.id, estimate };
  });
}

/** Finds one and locks its estimate's row: of two that change it at once, one sees what the other did. */
async function lockAttachment(
  ctx: WritingContext,
  { id: given, expectedVersion }: { id: string; expectedVersion?: number | null | undefined },
): Promise<Done> {
  const { orgId, permissions } = ctx.viewer;
  const id = checkId(given, 'Attachment');
  const find = async (): Promise<Attachment> => {
    const [found] = await ctx.transaction.query<Attachment[]>(`${SELECT_ATTACHMENTS} AND kept.id = $2`, [
      orgId,
      id,
    ]);
    const isHidden = found?.audience === 'COSTS' && !permissions.has('costs:read');
    if (!found || isHidden) throw notFound('Attachment');
    return found;
  };
  const { estimateId } = await find();
  const estimate = await lockEstimate(ctx, estimateId, expectedVersion);
  return { attachment: await find(), estimate };
}

/** Notes that what the client is shown changes. @throws InputRejected ESTIMATE_NOT_DRAFT */
async function changeOffer(ctx: WritingContext, estimate: Estimate, path: readonly string[]): Promise<void> {
  checkEditable(estimate, path);
  Object.assign(estimate, { version: estimate.version + 1, updatedAt: new Date() });
  await saveRows(ctx.transaction, Estimate, [estimate]);
}

const INSERT = `
  INSERT INTO estimates.attachments (org_id, id, estimate_id, position_id, file_id, audience, added_by, created_at)
  SELECT $1, id, $2, position_id, file_id, audience, added_by, created_at
    FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::timestamptz[])
      AS one (id, position_id, file_id, audience, added_by, created_at)`;

async function storeAttachments(
  ctx: WritingContext,
  estimateId: string,
  rows: readonly Attachment[],
  path: string,
): Promise<void> {
  if (rows.length === 0) return;
  await ctx.transaction.query(INSERT, [
    ...[ctx.viewer.orgId, estimateId, rows.map(({ id }) => id), rows.map(({ positionId }) => positionId)],
    ...[rows.map(({ fileId }) => fileId), rows.map(({ audience }) => audience)],
    ...[rows.map(({ addedBy }) => addedBy), rows.map(({ createdAt }) => createdAt)],
  ]);
  checkCounts(await keptIn(ctx, estimateId), path);
}

type Kept = Pick<Attachment, 'positionId' | 'audience' | 'fileId'>;

const keptIn = (ctx: WritingContext, estimateId: string): Promise<Kept[]> =>
  ctx.transaction.query<Kept[]>(
    `SELECT position_id AS "positionId", audience, file_id AS "fileId" FROM estimates.attachments
      WHERE org_id = $1 AND estimate_id = $2`,
    [ctx.viewer.orgId, estimateId],
  );

/** @throws InputRejected TOO_MANY_ITEMS, ALREADY_ATTACHED */
function checkCounts(kept: readonly Kept[], path: string): void {
  const tooMany = (most: number, of: string) =>
    reject('TOO_MANY_ITEMS', path, `${of} has ${most} files at most: take some off first.`);
  const { all, client, whole, line } = MOST_ATTACHED;
  if (kept.length > all) throw tooMany(all, 'An estimate with its lines');
  if (kept.filter(({ audience }) => audience === 'CLIENT').length > client)
    throw reject('TOO_MANY_ITEMS', path, `A client is shown ${client} files at most: take some off first.`);
  const counts = new Map<string | null, Set<string>>();
  for (const { positionId, fileId } of kept) {
    const files = counts.get(positionId) ?? new Set();
    if (files.has(fileId)) throw reject('ALREADY_ATTACHED', path, 'This file is kept here already.');
    counts.set(positionId, files.add(fileId));
    const most = positionId === null ? whole : line;
    if (files.size > most) throw tooMany(most, positionId === null ? 'An estimate itself' : 'A line');
  }
}

/** Shows what is the client's in a draft to one's own people only: the draft is somebody else's now. */
export async function hideFromClient(
  { transaction, viewer }: WritingContext,
  estimateId: string,
): Promise<void> {
  await transaction.query(
    `UPDATE estimates.attachments SET audience = 'TEAM' WHERE org_id = $1 AND estimate_id = $2 AND audience = 'CLIENT'`,
    [viewer.orgId, estimateId],
  );
}

/** Which row's files a row of another estimate, or another row of the same, gets; null: the estimates themselves. */
export type CopiedRows = ReadonlyMap<string | null, string | null>;

/**
 * Keeps the files of rows with their copies, too: the bytes are there once. Called when the copies are stored.
 *
 * @param options.isForAnother whether the copies are for another lead: what one client was shown is shown to one's own people there
 * @throws InputRejected TOO_MANY_ITEMS at `options.path`, where there would be more than may be
 */
export async function copyAttachments(
  ctx: WritingContext,
  fromId: string,
  toId: string,
  rows: CopiedRows,
  { path = 'id', isForAnother = false } = {},
): Promise<void> {
  // Locked, so that no file goes with its last place while it gets another one.
  const found = await ctx.transaction.query<Attachment[]>(
    `${SELECT_ATTACHMENTS} AND kept.estimate_id = $2 ORDER BY kept.created_at, kept.id FOR KEY SHARE OF kept`,
    [ctx.viewer.orgId, fromId],
  );
  const copies = found.flatMap((each) => {
    const positionId = rows.get(each.positionId);
    const audience = isForAnother && each.audience === 'CLIENT' ? 'TEAM' : each.audience;
    return positionId === undefined ? [] : [{ ...each, id: newId(), positionId, audience }];
  });
  await storeAttachments(ctx, toId, copies, path);
}
