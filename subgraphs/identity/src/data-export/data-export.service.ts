import { EXPORT_MY_DATA, EXPORT_ORGANIZATION_DATA } from '../../../../schema/jobs';
import { demandFresh } from '../../../../service-kit/auth/step-up';
import { checkId } from '../../../../service-kit/data/ids';
import { forbidden, notFound } from '../../../../service-kit/errors/errors';
import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { isOwner } from '../roles/role-rules';

/*
 * People and organisations take their data with them (docs/data-export.md). The work is a job (export-job.ts); its file is for whoever asked
 * for it, and for nobody else of the organisation.
 */

/** Asks for all that is kept of the caller. @returns the job that does it; the one that does already, if there is one */
export async function exportMyData(ctx: Context): Promise<{ job: { id: string } }> {
  return withTransaction(ctx, (ctx) => ask(ctx, EXPORT_MY_DATA));
}

/** Asks for all data of the caller's organisation. @throws GraphQLError FORBIDDEN for who is no owner (any more) */
export async function exportOrganizationData(ctx: Context): Promise<{ job: { id: string } }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    if (!(await isOwner(db, viewer.orgId, viewer.userId))) throw forbidden();
    return ask(ctx, EXPORT_ORGANIZATION_DATA);
  });
}

async function ask(
  ctx: Parameters<Parameters<typeof withTransaction<Context, unknown>>[1]>[0],
  kind: typeof EXPORT_MY_DATA | typeof EXPORT_ORGANIZATION_DATA,
): Promise<{ job: { id: string } }> {
  const { userId } = ctx.viewer;
  const { id } = await enqueueJob(ctx, kind, {}, { key: userId });
  ctx.log.warn({ userId, job: id, kind: kind.kind }, 'export of data asked for');
  return { job: { id } };
}

/** What an export's job answers. */
export interface ExportResult {
  fileId: string;
  name: string;
  size: number;
  expiresAt: string;
}

const KINDS: readonly string[] = [EXPORT_MY_DATA.kind, EXPORT_ORGANIZATION_DATA.kind];

/**
 * Finds what an export made, with a link to it.
 *
 * @returns null while it is not done, and when its file is gone
 * @throws GraphQLError NOT_FOUND for an unknown job, and for somebody else's; FORBIDDEN for who has asked as an owner, and is none any more,
 *   and without a fresh session: who stole one meanwhile gets no copy of everything
 */
export async function findDataExport(ctx: Context, jobId: string) {
  const { orgId, userId } = ctx.viewer;
  const id = checkId(jobId, 'Job');
  const result = await read(ctx, async (db) => {
    const [job] = (await db.query(
      'SELECT kind, result FROM jobs.jobs WHERE org_id = $1 AND id = $2 AND requested_by = $3 AND kind = ANY($4)',
      [orgId, id, userId, KINDS],
    )) as { kind: string; result: ExportResult | null }[];
    if (!job) throw notFound('Job');
    if (job.kind === EXPORT_ORGANIZATION_DATA.kind && !(await isOwner(db, orgId, userId))) throw forbidden();
    return job.result;
  });
  if (result === null || Date.parse(result.expiresAt) <= Date.now()) return null;
  await demandFresh(ctx);
  const { url, expiresAt: urlExpiresAt } = ctx.fileLinks.make(orgId, result.fileId);
  const { name, size, expiresAt } = result;
  return { name, size, expiresAt: new Date(expiresAt), url, urlExpiresAt };
}
