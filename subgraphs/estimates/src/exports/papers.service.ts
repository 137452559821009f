import type { EntityManager } from 'typeorm';
import { EXPORT_ESTIMATE } from '../../../../schema/jobs';
import { enqueueJob, recordJob } from '../../../../service-kit/jobs/enqueue-job';
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

/**
 * Has the paper of what was approved written, in each language that the paper of what was sent is in: with the options and
 * alternatives that were taken. Once for each: in the transaction of the approval, or of a link that is made later.
 *
 * @param estimateId whose row is locked
 */
export async function requireAgreedPaper(
  db: EntityManager,
  orgId: string,
  estimateId: string,
): Promise<void> {
  const papers = await db.query<{ language: Language }[]>(
    `SELECT language FROM estimates.exports paper
      WHERE org_id = $1 AND estimate_id = $2 AND is_paper AND NOT EXISTS (
        SELECT FROM estimates.exports agreed
         WHERE agreed.org_id = $1 AND agreed.estimate_id = $2 AND agreed.language = paper.language
           AND agreed.is_agreed AND agreed.created_by IS NULL)`,
    [orgId, estimateId],
  );
  for (const { language } of papers) {
    const input = { estimateId, format: 'PDF' as const, language, seller: null, client: null };
    const { id } = await recordJob(db, orgId, null, EXPORT_ESTIMATE, {
      ...input,
      isPaper: true,
      isAgreed: true,
    });
    await db.query(
      `INSERT INTO estimates.exports (org_id, id, estimate_id, format, language, is_agreed, created_at)
         VALUES ($1, $2, $3, 'PDF', $4, true, clock_timestamp())`,
      [orgId, id, estimateId, language],
    );
  }
}

/** The paper that nobody asked for: who exports by hand is noted. */
async function findAgreedPaper(
  db: EntityManager,
  orgId: string,
  estimateId: string,
  language: Language,
): Promise<PaperRow | null> {
  const [row] = await db.query<PaperRow[]>(
    `SELECT file_id AS "fileId", sha256 FROM estimates.exports
      WHERE org_id = $1 AND estimate_id = $2 AND language = $3 AND is_agreed AND created_by IS NULL AND file_id IS NOT NULL`,
    [orgId, estimateId, language],
  );
  return row ?? null;
}

/** A paper with a link to it; null until it is written. */
export async function paperOf(
  { source, files, links, facts }: Context,
  orgId: string,
  estimateId: string,
  language: Language,
  isAgreed = false,
): Promise<ClientPaper | null> {
  const row = await readInOrganization(
    source,
    orgId,
    (db) => (isAgreed ? findAgreedPaper : findPaper)(db, orgId, estimateId, language),
    facts.deadlineAt,
  );
  const file = row && (await findFile(files, orgId, row.fileId));
  if (!file) return null;
  const { url, expiresAt } = links.make(orgId, file.id);
  const { name, size, sha256 } = file;
  return { name, size, sha256, url, urlExpiresAt: expiresAt };
}
