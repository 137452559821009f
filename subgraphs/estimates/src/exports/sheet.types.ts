/** A document on paper: all that is shown of an estimate, in the order it is read; nothing of cost. Decimals are texts. */

export type SheetLanguage = 'EN' | 'RU';

/** Who sells, or who buys. */
export interface Party {
  readonly name: string;
  /** Requisites, one a line. */
  readonly details: readonly string[];
}

export type SheetRow =
  | {
      readonly kind: 'section';
      readonly depth: number;
      /** By what an import knows it again (`imports/row-markers.ts`). */
      readonly marker: string;
      readonly code: string;
      readonly name: string;
      readonly note: string | null;
    }
  | SheetLine
  /** A markup, discount or rounding of a section. */
  | {
      readonly kind: 'adjustment';
      readonly depth: number;
      readonly name: string;
      readonly amount: string;
      readonly percent: string | null;
    }
  /** Closes the section of this code. */
  | {
      readonly kind: 'total';
      readonly depth: number;
      readonly code: string;
      readonly name: string;
      readonly amount: string;
    };

export interface SheetLine {
  readonly kind: 'line';
  readonly depth: number;
  /** By what an import knows it again (`imports/row-markers.ts`). */
  readonly marker: string;
  /** Null for a remark. */
  readonly number: string | null;
  readonly code: string | null;
  readonly name: string;
  readonly note: string | null;
  readonly unit: string | null;
  /** With waste. */
  readonly quantity: string;
  readonly price: string;
  /** quantity × price, rounded. */
  readonly base: string;
  readonly markup: string;
  readonly discount: string;
  readonly amount: string;
}

/** A line under the table. */
export interface SheetTotal {
  readonly kind: 'subtotal' | 'adjustment' | 'net' | 'tax' | 'total' | 'rounding' | 'payable';
  readonly label: string;
  readonly amount: string;
  /** Of an adjustment measured on what stands there; signed by its kind. */
  readonly percent: string | null;
  /** Of a tax. */
  readonly rate: string | null;
}

export interface Sheet {
  readonly language: SheetLanguage;
  readonly heading: string;
  readonly title: string;
  readonly isDraft: boolean;
  /** `2026-01-31`; of a draft, when it was last changed. */
  readonly date: string;
  readonly validUntil: string | null;
  readonly notes: string | null;
  readonly currency: string;
  readonly minorUnits: number;
  readonly taxIncluded: boolean;
  readonly seller: Party | null;
  readonly client: Party | null;
  readonly rows: readonly SheetRow[];
  readonly totals: readonly SheetTotal[];
  /** Of what was sent. */
  readonly contentHash: string | null;
}
