import type { UserErrorShape } from '../../../../service-kit/errors/user-errors';
import type { FileKind } from '../../../../service-kit/files/file-kinds';
import type { CsvDialect } from './csv/read-csv';
import type { ImportField } from './reading/fields';
import type { DecimalSign } from './reading/numbers';
import type { FoundSheet } from './reading/read-import';
import type { ReadRow, ReadSummary } from './reading/read-rows.types';
import type { FoundTable } from './reading/table';

/** What a person said about how a file is read. */
export interface ImportChoices {
  readonly fileKind: FileKind;
  readonly sheet: string | null;
  /** Null: there is none; left out: to be found. */
  readonly headerRow?: number | null;
  readonly columns: readonly (readonly [column: number, field: ImportField | null])[];
  readonly decimalSign?: DecimalSign;
  readonly dialect: Partial<CsvDialect>;
  readonly includeHidden: boolean;
  /** Whether a column of costs may be read. */
  readonly mayCost: boolean;
}

/** What becomes of a row in the draft. */
export type ImportChange = 'ADDED' | 'CHANGED' | 'SAME' | 'CONFLICT';

/** A row as it is kept. */
export interface ImportRowRecord extends ReadRow {
  readonly change: ImportChange | null;
}

/** How many rows become what. */
export interface ImportCounts {
  readonly rows: number;
  readonly sections: number;
  readonly positions: number;
  readonly totals: number;
  readonly skipped: number;
  readonly errors: number;
  readonly warnings: number;
  readonly differences: number;
  readonly added: number;
  readonly changed: number;
  readonly conflicts: number;
  readonly missing: number;
}

/** What was read of a file, but for its rows. */
interface StoredReading {
  readonly sheets: readonly FoundSheet[];
  readonly sheet: string | null;
  readonly dialect: CsvDialect | null;
  readonly table: FoundTable | null;
  readonly summary: ReadSummary;
  readonly counts: ImportCounts;
}

/** An import as it is kept. */
export interface ImportRecord {
  readonly id: string;
  readonly state: 'READING' | 'READY' | 'FAILED' | 'APPLYING' | 'APPLIED';
  readonly jobId: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly estimateId: string | null;
  readonly estimateVersion: number | null;
  readonly mode: 'APPEND' | 'REPLACE' | 'UPDATE';
  readonly choices: ImportChoices;
  readonly reading: StoredReading | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly appliedTo: string | null;
  readonly createdBy: string;
  readonly applyJobId: string | null;
  /** What a job is to do with it, an `ImportWish`; null where none is. */
  readonly wish: unknown;
  readonly applyErrors: readonly UserErrorShape[] | null;
  /** The estimates that it has made or changed; null where one was, before there could be several. */
  readonly made: readonly string[] | null;
  readonly madeCatalogue: string | null;
}

/** For statements that read {@link ImportRecord}s. */
export const IMPORT_COLUMNS = `id, state, job_id AS "jobId", file_id AS "fileId", file_name AS "fileName",
  estimate_id AS "estimateId", estimate_version AS "estimateVersion", mode, choices, reading,
  error_code AS "errorCode", error_message AS "errorMessage", applied_to AS "appliedTo", created_by AS "createdBy",
  apply_job_id AS "applyJobId", wish, apply_errors AS "applyErrors", made, made_catalogue AS "madeCatalogue"`;

/** What an import says that has failed on our side. */
export const READING_FAULT = {
  code: 'JOB_FAULT',
  message: 'The file could not be read: it failed on our side. Try it again.',
} as const;

/** How long an import is kept. */
export const KEPT_DAYS = 7;
/** Imports of an organisation that are kept; older ones make room. */
export const MOST_KEPT = 50;
/** Headers whose columns an organisation has remembered. */
export const MOST_MAPPINGS = 200;
