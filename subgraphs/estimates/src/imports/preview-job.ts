import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { PREVIEW_IMPORT } from '../../../../schema/jobs';
import { JobFailure, running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import { nextTurn } from '../../../../service-kit/subgraph/turns';
import type { EstimatesJobParts } from '../context';
import { failureToTell, withLocalFile } from '../files/file-job';
import { minorUnitsOf } from '../calculation/currencies';
import { Estimate } from '../estimates/estimate.entity';
import { OrganizationSettings } from '../organizations/organization-settings.entity';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { unitBookOf } from '../units/units.service';
import {
  READING_FAULT,
  type ImportChange,
  type ImportCounts,
  type ImportRecord,
  type ImportRowRecord,
} from './import-records';
import { findImport } from './found-import';
import { byOrigin, mergeLine, mergeSection } from './merge-lines';
import type { ImportField } from './reading/fields';
import { readBeside, type ReadBeside } from './reading/read-beside';
import type { HandedRow } from './reading/read-here';
import type { ImportTask } from './reading/read-import';
import { jsonText } from './reading/json-text';
import { readLineMarker } from './row-markers';

type Input = z.infer<typeof PREVIEW_IMPORT.input>;
type Job = ActiveJob<Input>;

const ROWS_AT_ONCE = 1_000;
const LINE_OUTCOMES = new Set(['POSITION', 'REMARK']);

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

/** Says of each row what becomes of it in the draft. */
async function compared(
  { rows }: ReadBeside,
  record: ImportRecord,
  { estimate, positions, sections, units }: Surroundings,
): Promise<{ rows: (HandedRow & { change: ImportChange | null })[]; missing: number }> {
  const origins = byOrigin(positions);
  const sectionOrigins = byOrigin(sections);
  /** What the file holds, read or not. */
  const held = new Set(rows.flatMap(({ marker }) => readLineMarker(marker)?.originId ?? []));
  const seen = new Set<string>();
  const out: (HandedRow & { change: ImportChange | null })[] = [];
  for (const [index, handed] of rows.entries()) {
    if (index % 500 === 499) await nextTurn();
    const isContent = LINE_OUTCOMES.has(handed.outcome) || handed.outcome === 'SECTION';
    if (!estimate || !isContent) {
      out.push({ ...handed, change: null });
      continue;
    }
    const origin = readLineMarker(handed.marker)?.originId;
    const again = origin !== undefined && seen.has(origin);
    const merged =
      record.mode === 'UPDATE' && origin !== undefined && !again
        ? mergeLine(estimate, { origins, units }, JSON.parse(handed.data) as ImportRowRecord)
        : null;
    if (merged) seen.add(merged.position.originId);
    const section =
      record.mode === 'UPDATE' && handed.outcome === 'SECTION' && handed.marker !== null
        ? mergeSection(sectionOrigins, JSON.parse(handed.data) as ImportRowRecord)
        : null;
    out.push({ ...handed, change: merged?.change ?? section?.change ?? 'ADDED' });
  }
  return {
    rows: out,
    missing:
      record.mode === 'UPDATE'
        ? positions.filter(({ originId, included }) => included && !held.has(originId)).length
        : 0,
  };
}

function countsOf(
  rows: readonly (HandedRow & { change: ImportChange | null })[],
  missing: number,
): ImportCounts {
  const count = (test: (row: HandedRow & { change: ImportChange | null }) => boolean) =>
    rows.filter(test).length;
  return {
    rows: rows.length,
    sections: count(({ outcome }) => outcome === 'SECTION'),
    positions: count(({ outcome }) => LINE_OUTCOMES.has(outcome)),
    totals: count(({ outcome }) => outcome === 'TOTAL'),
    skipped: count(({ outcome }) => outcome === 'SKIPPED'),
    errors: count(({ hasError }) => hasError),
    warnings: count(({ hasWarning }) => hasWarning),
    differences: count(({ hasDifference }) => hasDifference),
    added: count(({ change }) => change === 'ADDED'),
    changed: count(({ change }) => change === 'CHANGED'),
    conflicts: count(({ change }) => change === 'CONFLICT'),
    missing,
  };
}

/** Rows in few statements, each of a bounded size. */
async function writeRows(
  db: EntityManager,
  orgId: string,
  importId: string,
  rows: readonly (HandedRow & { change: ImportChange | null })[],
): Promise<void> {
  await db.query('DELETE FROM estimates.import_rows WHERE org_id = $1 AND import_id = $2', [orgId, importId]);
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const piece = rows.slice(at, at + ROWS_AT_ONCE);
    await db.query(
      `INSERT INTO estimates.import_rows (org_id, import_id, row, outcome, has_error, has_warning, data)
       SELECT $1, $2, r.row, r.outcome, r.has_error, r.has_warning, r.data::jsonb || jsonb_build_object('change', r.change)
         FROM unnest($3::int[], $4::text[], $5::bool[], $6::bool[], $7::text[], $8::text[])
              AS r (row, outcome, has_error, has_warning, data, change)`,
      [
        orgId,
        importId,
        piece.map(({ row }) => row),
        piece.map(({ outcome }) => outcome),
        piece.map(({ hasError }) => hasError),
        piece.map(({ hasWarning }) => hasWarning),
        piece.map(({ data }) => data),
        piece.map(({ change }) => change),
      ],
    );
  }
}

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
    const { rows, missing } = await compared(read, record, surroundings);
    const reading = { ...read.reading, counts: countsOf(rows, missing) };
    await job.commit(async (db) => {
      await writeRows(db, orgId, record.id, rows);
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
