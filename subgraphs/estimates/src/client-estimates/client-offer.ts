import type { SentFile } from '../drafts/estimate-content';
import type { Sheet } from '../exports/sheet.types';

/** A section or position that need not be part of the offer. */
export interface OfferedChoice {
  readonly id: string;
  /** The name of its alternatives; null: an option. */
  readonly group: string | null;
  /** The section it lies in. */
  readonly sectionId: string | null;
  readonly sectionName: string | null;
  readonly name: string;
  readonly note: string | null;
  readonly amount: { amount: string; currency: string };
  readonly taken: boolean;
}

/** A file that was sent with an estimate. */
export interface OfferedFile extends SentFile {
  readonly orgId: string;
  /** The name of the line it is about; null: the whole estimate. */
  readonly about: string | null;
}

/** What was sent with what is taken of it, as its client is shown it. */
export interface ClientOffer {
  readonly sheet: Sheet;
  readonly choices: readonly OfferedChoice[];
  readonly files: readonly OfferedFile[];
  /** SHA-256 of all that is shown. */
  readonly contentHash: string;
}
