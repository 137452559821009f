/** A document on paper: all that is shown of an estimate, in the order it is read; nothing of cost. Decimals are texts. */

export type SheetLanguage = 'EN' | 'RU';

/** Who sells, or who buys. */
export interface Party {
  readonly name: string;
  /** Requisites, one a line. */
  readonly details: readonly string[];
}

/** A picture (`letterhead/logos.ts`). */
export interface SheetLogo {
  readonly kind: 'png' | 'jpg';
  readonly bytes: Uint8Array;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
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
      /** See {@link SheetLine.taken}. */
      readonly taken?: string | null;
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
  /** An option or alternative that is taken: the name of its alternatives, or empty; null: part of the offer. */
  readonly taken?: string | null;
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

/** An option or alternative that is not taken. */
export interface SheetOffer {
  /** The name of its alternatives; null: an option. */
  readonly group: string | null;
  readonly name: string;
  readonly note: string | null;
  /** Of a position. */
  readonly unit: string | null;
  readonly quantity: string | null;
  readonly price: string | null;
  /** Before the adjustments of what it lies in, and before tax on top. */
  readonly amount: string;
}

/** A line under the table. */
export interface SheetTotal {
  readonly kind: 'subtotal' | 'adjustment' | 'net' | 'tax' | 'total' | 'rounding' | 'payable' | 'payment';
  readonly label: string;
  readonly amount: string;
  /** Of an adjustment measured on what stands there, signed by its kind; of a payment. */
  readonly percent: string | null;
  /** Of a tax. */
  readonly rate: string | null;
  /** What a tax is taken on. */
  readonly base?: string;
}

export interface Sheet {
  readonly language: SheetLanguage;
  readonly heading: string;
  readonly title: string;
  readonly isDraft: boolean;
  /** `2026-01-31`; of a draft, when it was last changed. */
  readonly date: string;
  readonly validUntil: string | null;
  /** The day on which the work is delivered, by which the percentages of taxes were chosen; null: none was named. */
  readonly supplyDate: string | null;
  readonly notes: string | null;
  readonly currency: string;
  readonly minorUnits: number;
  readonly taxIncluded: boolean;
  readonly seller: Party | null;
  readonly client: Party | null;
  /** At the head of the first page. */
  readonly logo?: SheetLogo | null;
  /** At the foot of each page: one line. */
  readonly footer?: string | null;
  readonly rows: readonly SheetRow[];
  /** Options and alternatives that are not taken: shown apart, in no sum. */
  readonly offered: readonly SheetOffer[];
  readonly totals: readonly SheetTotal[];
  /** Of what was sent. */
  readonly contentHash: string | null;
}
