import { PROCESS_ASSET } from '../../../../schema/jobs';
import { checkFilterId, checkId } from '../../../../service-kit/data/ids';
import { refusedReference } from '../../../../service-kit/data/input-check';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { searchPattern } from '../../../../service-kit/data/search';
import { badInput, notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { keepUpload } from '../../../../service-kit/files/uploads';
import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { AssetFilter, DeleteAssetInput, ProcessAssetInput } from '../generated/types';
import { tellGone } from '../knowledge/tell-gone';
import { requireProject } from '../projects/project-locks.service';
import { READING_FAULT } from './asset-job';
import { Asset } from './asset.entity';

/** Of one organisation; each takes room of it besides. */
const MOST_ASSETS = 10_000;

/** One file that is kept. @throws GraphQLError NOT_FOUND */
export async function getAsset(ctx: Context, id: string): Promise<Asset> {
  const asset = await ctx.loaders.assets.load(checkId(id, 'Asset'));
  if (!asset) throw notFound('Asset');
  return asset;
}

/** The organisation's files, the newest first. @throws GraphQLError BAD_USER_INPUT */
export async function listAssets(
  ctx: Context,
  { filter, ...args }: PageArgs & { filter?: AssetFilter | null },
): Promise<Page<Asset>> {
  const where = new Narrowing<Asset>().and('asset.orgId = :orgId');
  if (filter?.search) where.and('asset.name ILIKE :search', { search: searchPattern(filter.search) });
  if (filter?.projectId != null)
    where.and('asset.projectId = :projectId', {
      projectId: checkFilterId(filter.projectId, 'filter.projectId'),
    });
  if (filter?.sha256 != null) {
    const sha256 = filter.sha256.toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw badInput('A SHA-256 has 64 hexadecimal digits.', 'filter.sha256');
    where.and('asset.sha256 = :sha256', { sha256 });
  }
  const order = orderBy<Asset>('createdAt', 'DESC');
  return readPage(ctx, { entity: Asset, alias: 'asset', where, order }, args);
}

/** Where a file is: what its job could not say itself, because it was cancelled or its worker ended with it, follows from the job. */
export async function stateOf(ctx: Context, { state, jobId }: Asset): Promise<Asset['state']> {
  if (state === 'READY') return state;
  const job = await ctx.loaders.assetJobs.load(jobId);
  return job === 'QUEUED' || job === 'RUNNING' ? 'PROCESSING' : 'FAILED';
}

/** Why a file could not be read; null where it could, and while it is tried. */
export async function errorOf(ctx: Context, asset: Asset): Promise<{ code: string; message: string } | null> {
  if ((await stateOf(ctx, asset)) !== 'FAILED') return null;
  if (asset.errorCode !== null) return { code: asset.errorCode, message: asset.errorMessage ?? '' };
  const isCancelled = (await ctx.loaders.assetJobs.load(asset.jobId)) === 'CANCELLED';
  return isCancelled ? { code: 'JOB_CANCELLED', message: 'It was cancelled.' } : READING_FAULT;
}

/**
 * Keeps a file that was sent, and asks for it to be read. A second call finds what the first one made.
 *
 * @throws InputRejected UPLOAD_NOT_FOUND, PROJECT_NOT_FOUND, TOO_MANY_ITEMS
 */
export async function processAsset(
  ctx: Context,
  input: ProcessAssetInput,
): Promise<{ asset: Asset; job: { id: string } }> {
  const { orgId, userId } = ctx.viewer;
  return withTransaction(ctx, async (ctx) => {
    const db = ctx.transaction;
    const projectId =
      input.projectId == null ? null : await requireProject(ctx, input.projectId, ['projectId']);
    // Locks the file's row: of two that keep it at once one finds what the other has made.
    const wanted = { id: input.uploadId, purpose: 'ASSET', until: null };
    const file = await keepUpload(ctx.files, db, orgId, wanted);
    if (!file) throw refusedReference('Upload', ['uploadId']);
    const known = await db.findOneBy(Asset, { orgId, id: file.id });
    if (known) return { asset: known, job: { id: known.jobId } };
    if ((await db.countBy(Asset, { orgId })) >= MOST_ASSETS) {
      throw reject('TOO_MANY_ITEMS', 'uploadId', `${MOST_ASSETS} files are kept already: delete some first.`);
    }
    const job = await enqueueJob(ctx, PROCESS_ASSET, { assetId: file.id });
    const asset = Object.assign(new Asset(), {
      ...{ orgId, id: file.id, jobId: job.id, projectId, name: file.name, kind: file.kind },
      ...{
        size: String(file.size),
        sha256: file.sha256,
        state: 'PROCESSING',
        errorCode: null,
        errorMessage: null,
      },
      ...{
        pageCount: null,
        sheets: [],
        partCount: 0,
        isTruncated: false,
        authorId: userId,
        createdAt: new Date(),
      },
    });
    await db.insert(Asset, asset);
    return { asset, job: { id: job.id } };
  });
}

/** Deletes a file, and what was read of it; its bytes go within a minute or two. @throws GraphQLError NOT_FOUND */
export async function deleteAsset(ctx: Context, input: DeleteAssetInput): Promise<{ deletedId: string }> {
  const { orgId } = ctx.viewer;
  return withTransaction(ctx, async (ctx) => {
    const id = checkId(input.id, 'Asset');
    const { affected } = await ctx.transaction.delete(Asset, { orgId, id });
    if (!affected) throw notFound('Asset');
    await tellGone(ctx, 'FILE', id);
    await ctx.transaction.query(
      'UPDATE estimates.files SET expires_at = now() WHERE org_id = $1 AND id = $2',
      [orgId, id],
    );
    return { deletedId: id };
  });
}
