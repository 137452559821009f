import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { findFile, type StoredFile } from '../../../../service-kit/files/files';
import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import { read } from '../../../../service-kit/subgraph/context';
import { EXPORT_ESTIMATE } from '../../../../schema/jobs';
import type { Context } from '../context';
import { getEstimate } from '../estimates/estimate-reads.service';
import { Estimate } from '../estimates/estimate.entity';
import { nameOf } from '../estimates/estimate-numbers.service';
import { guardShares } from '../estimates/shown-prices';
import type { ExportEstimateInput } from '../generated/types';
import { createEstimateInputCheck } from '../input-check';
import { readParty } from './party-input';

/**
 * Asks for an estimate as a file.
 *
 * @throws InputRejected for bad requisites, NOT_APPROVED; GraphQLError NOT_FOUND; FORBIDDEN where its shares tell costs
 */
export async function exportEstimate(
  ctx: Context,
  input: ExportEstimateInput,
): Promise<{ job: { id: string } }> {
  const check = createEstimateInputCheck();
  const seller = readParty(check, input.seller, ['seller']);
  const client = readParty(check, input.client, ['client']);
  check.finish();
  const { format, language, agreed: isAgreed } = input;
  return withTransaction(ctx, async (ctx) => {
    const estimate = await getEstimate(ctx, input.estimateId);
    guardShares(ctx, estimate);
    if (isAgreed && !estimate.agreed) {
      const message = `${nameOf(estimate)} was not approved: there is nothing agreed on yet.`;
      throw reject('NOT_APPROVED', 'agreed', message);
    }
    const { id } = await enqueueJob(ctx, EXPORT_ESTIMATE, {
      estimateId: estimate.id,
      format,
      language,
      seller,
      client,
      isAgreed,
    });
    const { orgId, userId } = ctx.viewer;
    await ctx.transaction.query(
      `INSERT INTO estimates.exports (org_id, id, estimate_id, format, language, is_agreed, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())`,
      [orgId, id, estimate.id, format, language, isAgreed, userId],
    );
    return { job: { id } };
  });
}

/** A file that an export made, with a link to it. */
export interface ExportedFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly url: string;
  readonly urlExpiresAt: Date;
}

/**
 * What an export made.
 *
 * @returns null while it is not done, when the file is gone, and for a job that is no export
 * @throws GraphQLError NOT_FOUND for an unknown job, and a foreign one; FORBIDDEN where its shares tell costs
 */
export async function exportedFile(ctx: Context, jobId: string): Promise<ExportedFile | null> {
  const { orgId } = ctx.viewer;
  const id = checkId(jobId, 'Job');
  const [job] = await read(ctx, (db) =>
    db.query<{ kind: string; input: { estimateId?: string }; result: { fileId?: string } | null }[]>(
      'SELECT kind, input, result FROM jobs.jobs WHERE org_id = $1 AND id = $2',
      [orgId, id],
    ),
  );
  if (!job) throw notFound('Job');
  const fileId = job.kind === EXPORT_ESTIMATE.kind ? job.result?.fileId : undefined;
  const file = fileId === undefined ? null : await findFile(ctx.files, orgId, fileId);
  if (!file) return null;
  const { estimateId } = job.input;
  const estimate = await read(ctx, (db) => db.findOneBy(Estimate, { orgId, id: estimateId ?? '' }));
  if (!estimate) return null;
  guardShares(ctx, estimate);
  return linkedFile(ctx, file);
}

/** A file of the caller's organisation with a link to it. */
export function linkedFile({ links, viewer }: Context, { id, name, size, sha256 }: StoredFile): ExportedFile {
  const { url, expiresAt } = links.make(viewer.orgId, id);
  return { name, size, sha256, url, urlExpiresAt: expiresAt };
}
