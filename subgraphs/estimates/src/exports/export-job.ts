import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { EXPORT_ESTIMATE } from '../../../../schema/jobs';
import { saveFile } from '../../../../service-kit/files/files';
import { FileRefused } from '../../../../service-kit/files/spool';
import { JobFailure, running } from '../../../../service-kit/jobs/job-kind';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { EstimatesJobParts } from '../context';
import type { EstimateContent } from '../drafts/estimate-content';
import { Estimate } from '../estimates/estimate.entity';
import { OrganizationSettings } from '../organizations/organization-settings.entity';
import { dayIn } from '../organizations/organization-settings.service';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { findSnapshot } from '../snapshots/snapshots.service';
import { render } from './render';
import { sheetOf } from './sheet';
import type { Sheet } from './sheet.types';

type ExportInput = z.infer<typeof EXPORT_ESTIMATE.input>;

const MAX_BYTES = 50 * 1024 * 1024;
const KINDS = { PDF: 'pdf', XLSX: 'xlsx', CSV: 'csv' } as const;
/** How long an exported file is kept; another one is made in seconds. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** What was sent comes from its snapshot alone; a draft as it is now. */
async function readContent(db: EntityManager, orgId: string, id: string): Promise<EstimateContent | null> {
  const snapshot = await findSnapshot(db, orgId, id);
  if (snapshot) {
    const { rows, contentHash, createdAt } = snapshot;
    return { ...rows, estimate: Object.assign(rows.estimate, { contentHash, sentAt: createdAt }) };
  }
  const estimate = await db.findOneBy(Estimate, { orgId, id });
  if (!estimate) return null;
  const of = { orgId, estimateId: id };
  return { estimate, sections: await db.findBy(Section, of), positions: await db.findBy(Position, of) };
}

async function readSheet({ files }: EstimatesJobParts, orgId: string, input: ExportInput): Promise<Sheet> {
  return inOrganization(files.source, orgId, async (db) => {
    const content = await readContent(db, orgId, input.estimateId);
    if (!content) throw new JobFailure('ESTIMATE_GONE', 'The estimate was deleted meanwhile.');
    const settings = await db.findOneBy(OrganizationSettings, { orgId });
    const { sentAt, updatedAt } = content.estimate;
    return sheetOf(content, input, dayIn(settings?.timeZone ?? 'UTC', new Date(sentAt ?? updatedAt)));
  });
}

async function* bytesOf(file: Buffer): AsyncGenerator<Buffer> {
  yield file;
}

/** Writes an estimate as a file; answers the file's id. */
export const runExport = running<ExportInput, EstimatesJobParts>(EXPORT_ESTIMATE, async (job, parts) => {
  const { orgId, input, signal } = job;
  const { format } = input;
  const sheet = await readSheet(parts, orgId, input);
  await job.progress(20);
  const content = await render({ format, sheet }, signal);
  await job.progress(80);
  try {
    const { id, name, size } = await saveFile(parts.files, orgId, {
      name: `${sheet.heading} ${sheet.title}`,
      content: bytesOf(content),
      createdBy: job.requestedBy,
      expiresAt: new Date(Date.now() + KEPT_MS),
      maxBytes: MAX_BYTES,
      kinds: [KINDS[format]],
    });
    return { fileId: id, name, size };
  } catch (error) {
    if (error instanceof FileRefused) throw new JobFailure(error.code, error.message);
    throw error;
  }
});
