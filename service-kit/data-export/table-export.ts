/*
 * What people and organisations take with them (docs/data-export.md). Each feature says of its own tables what is told, column by
 * column: `dataExports` in the feature. A column that nobody has decided about fails `tests/data-export.db.test.ts`, so a new secret is never told
 * by oversight, and nothing is forgotten.
 */

/** Why something is not told. */
export type Omission =
  /** Passwords, tokens, keys, and their hashes: whoever has the file could get in by them. */
  | 'SECRET'
  /** How we work: leases, cursors, attempts, what is over in days. It says nothing of anybody. */
  | 'MACHINERY'
  /** Made anew from what is told. */
  | 'DERIVED'
  /** Told by another way: the audit by `auditExport`. */
  | 'ELSEWHERE';

/** What a feature tells of a table. */
export interface TableExport {
  /** In the subgraph's schema, unless it names another one: `audit.entries`. */
  readonly table: string;
  /** The columns that are told, with spaces between. The organisation's id is the archive's own, and is left out. */
  readonly columns: string;
  /** All others. */
  readonly omitted?: Partial<Record<Omission, string>>;
  /** Columns that tell rows apart within an organisation and are never null: pages go by them. `id` unless told. */
  readonly order?: string;
  /** Whose a row is: told to that person as it is. */
  readonly person?: string;
  /** Columns that name who made a row, decided about it and so on. It is the organisation's: they are told as what they are in it, and when. */
  readonly madeBy?: string;
  /** Whether it is its person's alone, and not told to their organisation: devices, factors, addresses. */
  readonly isPrivate?: boolean;
  /** Which rows, for a table without `org_id`: SQL with `$1`, the organisation. A person gets such rows once, not by organisation. */
  readonly of?: string;
  /** What row-level security wants to hear first (`app.purpose`). */
  readonly purpose?: string;
}

/** A table of which nothing is told. */
interface TableLeftOut {
  readonly table: string;
  readonly leftOut: Omission;
}

/** What a feature says of one table. */
export type DataExport = TableExport | TableLeftOut;

/** Tables that the machinery of every subgraph has. */
export const MACHINERY_TABLES = [
  'outbox',
  'inbox',
  'idempotent_effects',
  'migrations',
  'file_usage',
] as const;

/** Those that keep what people search by. */
export const SEARCH_TABLES = /^searchable_/;

export const isTold = (one: DataExport): one is TableExport => 'columns' in one;

/** A list of names as they are written in a {@link TableExport}. */
export const namesIn = (text: string | undefined): string[] => text?.split(/\s+/).filter(Boolean) ?? [];
