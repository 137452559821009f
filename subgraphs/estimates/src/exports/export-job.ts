import { GraphQLError } from 'graphql';
import type { z } from 'zod';
import { EXPORT_ESTIMATE } from '../../../../schema/jobs';
import { removeFile, saveFile } from '../../../../service-kit/files/files';
import { FileRefused } from '../../../../service-kit/files/spool';
import { JobFailure, running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import type { EstimatesJobParts } from '../context';
import { readLogo } from '../letterhead/logos';
import { readSheet } from './read-sheet';
import { render } from './render';

type ExportInput = z.infer<typeof EXPORT_ESTIMATE.input>;

const MAX_BYTES = 50 * 1024 * 1024;
const KINDS = { PDF: 'pdf', XLSX: 'xlsx', CSV: 'csv' } as const;
/** How long an exported file is kept; another one is made in seconds. */
const KEPT_MS = 7 * 24 * 3_600_000;

async function* bytesOf(file: Buffer): AsyncGenerator<Buffer> {
  yield file;
}

/** Notes where the file is; one that nobody wants any more goes again. */
async function keep(
  { files }: EstimatesJobParts,
  job: ActiveJob<ExportInput>,
  fileId: string,
  sha256: string,
): Promise<void> {
  const { orgId, id } = job;
  try {
    await job.commit((db) =>
      db.query('UPDATE estimates.exports SET file_id = $3, sha256 = $4 WHERE org_id = $1 AND id = $2', [
        ...[orgId, id, fileId, sha256],
      ]),
    );
  } catch (error) {
    await removeFile(files, orgId, fileId);
    throw error;
  }
}

/** What a newer version has sent is left to its processes; whoever asked is told why it waits. */
function handOn(error: unknown): never {
  const isBeyond = error instanceof GraphQLError && error.extensions['code'] === 'SERVICE_UNAVAILABLE';
  throw isBeyond ? new JobFailure('SERVICE_UNAVAILABLE', error.message, false) : error;
}

/** Writes an estimate as a file; answers the file's id. */
export const runExport = running<ExportInput, EstimatesJobParts>(EXPORT_ESTIMATE, async (job, parts) => {
  const { orgId, input, signal } = job;
  const { format, isPaper = false } = input;
  const found = await job.read((db) => readSheet(db, orgId, input)).catch(handOn);
  if (!found) throw new JobFailure('ESTIMATE_GONE', 'The estimate was deleted meanwhile.');
  const logo = found.logo && format !== 'CSV' ? await readLogo(parts.files, orgId, found.logo) : null;
  const sheet = { ...found.sheet, logo };
  await job.progress(20);
  const content = await render({ format, sheet }, signal);
  await job.progress(80);
  try {
    const { id, name, size, sha256 } = await saveFile(parts.files, orgId, {
      name: `${sheet.heading} ${sheet.title}`,
      content: bytesOf(content),
      createdBy: job.requestedBy,
      expiresAt: isPaper ? null : new Date(Date.now() + KEPT_MS),
      maxBytes: MAX_BYTES,
      kinds: [KINDS[format]],
    });
    await keep(parts, job, id, sha256);
    return { fileId: id, name, size };
  } catch (error) {
    if (error instanceof FileRefused) throw new JobFailure(error.code, error.message);
    throw error;
  }
});
