/** What became of a row of a sheet; every row that holds something has one. */
export type RowOutcome = 'SECTION' | 'POSITION' | 'REMARK' | 'TOTAL' | 'SKIPPED';

/** Why a row is nothing of the estimate. */
export type SkipReason =
  | 'ABOVE_TABLE'
  | 'HEADER'
  | 'REPEATED_HEADER'
  | 'COLUMN_NUMBERS'
  | 'HIDDEN'
  | 'FOOTER'
  | 'ADJUSTMENT'
  | 'NO_NAME';

/** What is wrong, or worth a look, in a row. */
export interface RowIssue {
  readonly severity: 'ERROR' | 'WARNING';
  /** Stable, UPPER_CASE. */
  readonly code: string;
  /** `D12`; null where it is about the whole row. */
  readonly cell: string | null;
  readonly message: string;
}

type LineKind = 'WORK' | 'MATERIAL' | 'EQUIPMENT' | 'SUBCONTRACT' | 'OVERHEAD' | 'TEXT';

/** A markup or a discount of a line: a percentage, or an amount. */
interface LineChangeValue {
  readonly mode: 'PERCENT' | 'FIXED';
  readonly value: string;
}

/** A line or a section, as it will stand in an estimate. Decimals are texts; what the file does not say is undefined. */
export interface LineValues {
  name: string;
  code?: string | null;
  description?: string | null;
  kind?: LineKind;
  unit?: string | null;
  quantity?: string;
  unitPrice?: string;
  unitCost?: string;
  taxRate?: string;
  markup?: LineChangeValue;
  discount?: LineChangeValue;
}

/** What a row says of a sum, and what ours is. */
export interface RowTotal {
  readonly kind: 'SECTION' | 'NET' | 'TAX' | 'GROSS';
  readonly amount: string;
  readonly ours: string;
  /** Theirs less ours. */
  readonly difference: string;
}

/** A row of a sheet that was read. */
export interface ReadRow {
  /** As the sheet counts. */
  readonly row: number;
  readonly outcome: RowOutcome;
  readonly reason: SkipReason | null;
  /** Of a section: 1 at the top. Of a line: its section's; 0 for none. */
  readonly depth: number;
  /** What stands there, for people. */
  readonly text: string;
  readonly values: LineValues | null;
  /** Of a line: quantity × price, rounded. */
  readonly amount: string | null;
  /** What our own export wrote to know the row again. */
  readonly marker: string | null;
  readonly issues: readonly RowIssue[];
  readonly total: RowTotal | null;
}

/** What was found beside the rows. */
export interface ReadSummary {
  readonly currency: string | null;
  readonly tax: { readonly rate: string; readonly isIncluded: boolean } | null;
  readonly net: string;
  readonly notes: readonly RowIssue[];
}
