import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { PREVIEW_IMPORT } from '../../../../schema/jobs';
import { JobFailure, running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import type { EstimatesJobParts } from '../context';
import { failureToTell, withLocalFile } from '../files/file-job';
import { minorUnitsOf } from '../calculation/currencies';
import { Estimate } from '../estimates/estimate.entity';
import { OrganizationSettings } from '../organizations/organization-settings.entity';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { unitBookOf } from '../units/units.service';
import { READING_FAULT, type ImportRecord } from './import-records';
import { findImport } from './found-import';
import type { ImportField } from './reading/fields';
import { readBeside } from './reading/read-beside';
import { compared, writeRows } from './preview-rows';
import type { ImportTask } from './reading/read-import';
import { jsonText } from './reading/json-text';

type Input = z.infer<typeof PREVIEW_IMPORT.input>;
type Job = ActiveJob<Input>;

async function findRecord(db: EntityManager, orgId: string, id: string): Promise<ImportRecord> {
  const found = await findImport(db, orgId, id);
  if (!found) throw new JobFailure('IMPORT_GONE', 'The import was given up meanwhile.');
  return found;
}

/** What the reading needs of the database: the draft it goes into, decimals of its currency, what was remembered. */
function readSurroundings({ orgId, read }: Job, record: ImportRecord) {
  return read(async (db) => {
    const { estimateId } = record;
    const estimate = estimateId === null ? null : await db.findOneBy(Estimate, { orgId, id: estimateId });
    if (estimateId !== null && !estimate)
      throw new JobFailure('ESTIMATE_GONE', 'The estimate was deleted meanwhile.');
    const isUpdate = estimate !== null && record.mode === 'UPDATE';
    const where = { orgId, estimateId: estimate?.id ?? '' };
    const positions = isUpdate ? await db.findBy(Position, where) : [];
    const sections = isUpdate ? await db.findBy(Section, where) : [];
    const settings = await db.findOneBy(OrganizationSettings, { orgId });
    const mappings = await db.query<{ fingerprint: string; columns: [string, ImportField | null][] }[]>(
      'SELECT fingerprint, columns FROM estimates.import_mappings WHERE org_id = $1',
      [orgId],
    );
    const units = await unitBookOf(db, orgId);
    const minorUnits = estimate?.minorUnits ?? (settings?.currency ? minorUnitsOf(settings.currency) : 2);
    return { estimate, positions, sections, minorUnits, mappings, units };
  });
}

type Surroundings = Awaited<ReturnType<typeof readSurroundings>>;

const taskOf = (
  record: ImportRecord,
  path: string,
  { minorUnits, mappings, units }: Surroundings,
): ImportTask => {
  const { fileKind: kind, mayCost: _mayCost, ...choices } = record.choices;
  const remembered = Object.fromEntries(mappings.map(({ fingerprint, columns }) => [fingerprint, columns]));
  return {
    ...choices,
    path,
    kind,
    minorUnits,
    unitWords: units.words,
    remembered,
    mayCost: record.choices.mayCost,
  };
};

async function preview(job: Job, { files }: EstimatesJobParts): Promise<{ importId: string }> {
  const { orgId, input, signal } = job;
  const record = await job.read((db) => findRecord(db, orgId, input.importId));
  const surroundings = await readSurroundings(job, record);
  return withLocalFile(files, job, record.fileId, async (path) => {
    await job.progress(10);
    const read = await readBeside(taskOf(record, path, surroundings), signal);
    await job.progress(60);
    const { changes, counts } = await compared(read.rows, record, surroundings);
    const reading = { ...read.reading, counts };
    await job.commit(async (db) => {
      await writeRows(db, orgId, record.id, { rows: read.rows, changes });
      await db.query(
        `UPDATE estimates.imports SET state = 'READY', reading = $3, estimate_version = $4, error_code = NULL, error_message = NULL
          WHERE org_id = $1 AND id = $2 AND state IN ('READING', 'FAILED')`,
        [orgId, record.id, jsonText(reading), surroundings.estimate?.version ?? null],
      );
    });
    return { importId: record.id };
  });
}

/**
 * Reads a file, and keeps what an import would make of it. A file that can't be read says so in its import, too; so does any
 * other fault at the last try.
 */
export const runPreview = running<Input, EstimatesJobParts>(PREVIEW_IMPORT, async (job, parts) => {
  try {
    return await preview(job, parts);
  } catch (error) {
    const told = failureToTell(job, error, READING_FAULT);
    if (told) {
      const { orgId, input } = job;
      await job.commit((db) =>
        db.query(
          `UPDATE estimates.imports SET state = 'FAILED', error_code = $3, error_message = $4
            WHERE org_id = $1 AND id = $2 AND state IN ('READING', 'FAILED')`,
          [orgId, input.importId, told.code, told.message],
        ),
      );
    }
    throw error;
  }
});
