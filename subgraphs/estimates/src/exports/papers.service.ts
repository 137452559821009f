import type { EntityManager } from 'typeorm';
import { EXPORT_ESTIMATE } from '../../../../schema/jobs';
import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { findFile } from '../../../../service-kit/files/files';
import type { Context, WritingContext } from '../context';
import type { ClientPaper } from '../generated/types';

/*
 * The paper: the PDF of what was sent, in one language. A job writes it once and keeps it, so that its client sees the same bytes
 * for ever, and a decision can name their hash.
 */

type Language = 'EN' | 'RU';

interface PaperRow {
  readonly fileId: string;
  readonly sha256: string;
}

/** A paper that is written; null until then. */
export async function findPaper(
  db: EntityManager,
  orgId: string,
  estimateId: string,
  language: Language,
): Promise<PaperRow | null> {
  const [row] = await db.query<PaperRow[]>(
    `SELECT file_id AS "fileId", sha256 FROM estimates.exports
      WHERE org_id = $1 AND estimate_id = $2 AND language = $3 AND is_paper AND file_id IS NOT NULL`,
    [orgId, estimateId, language],
  );
  return row ?? null;
}

/** Has the paper of what was sent written, unless it is, or a job is at it. */
export async function requirePaper(
  ctx: WritingContext,
  estimateId: string,
  language: Language,
): Promise<void> {
  const { transaction: db, viewer } = ctx;
  const { orgId, userId } = viewer;
  if (await findPaper(db, orgId, estimateId, language)) return;
  const input = { estimateId, format: 'PDF' as const, language, seller: null, client: null, isPaper: true };
  const { id } = await enqueueJob(ctx, EXPORT_ESTIMATE, input, { key: `paper ${estimateId} ${language}` });
  await db.query(
    `INSERT INTO estimates.exports (org_id, id, estimate_id, format, language, is_paper, created_by, created_at)
       VALUES ($1, $2, $3, 'PDF', $4, true, $5, clock_timestamp())
     ON CONFLICT (org_id, estimate_id, language) WHERE is_paper DO UPDATE SET id = excluded.id
       WHERE exports.file_id IS NULL`,
    [orgId, id, estimateId, language, userId],
  );
}

/** A paper with a link to it; null until it is written. */
export async function paperOf(
  { source, files, links, facts }: Context,
  orgId: string,
  estimateId: string,
  language: Language,
): Promise<ClientPaper | null> {
  const row = await readInOrganization(
    source,
    orgId,
    (db) => findPaper(db, orgId, estimateId, language),
    facts.deadlineAt,
  );
  const file = row && (await findFile(files, orgId, row.fileId));
  if (!file) return null;
  const { url, expiresAt } = links.make(orgId, file.id);
  const { name, size, sha256 } = file;
  return { name, size, sha256, url, urlExpiresAt: expiresAt };
}
