/* What a file is read into. Plain data: it goes to a thread, and comes from one. */

/** What is to be read. */
export interface AssetTask {
  readonly path: string;
  readonly kind: string;
  /** A text without columns. */
  readonly isPlain: boolean;
}

/** A row, a line or a page, or a piece of one. */
export interface ReadPart {
  readonly sheet: string | null;
  readonly row: number | null;
  readonly page: number | null;
  readonly text: string;
  readonly cells: readonly string[];
}

/** A sheet that was read. */
export interface ReadSheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly rowCount: number;
}

/** What is known of a file when its parts are over. */
export interface AssetFacts {
  readonly pageCount: number | null;
  readonly sheets: readonly ReadSheet[];
  readonly partCount: number;
  readonly isTruncated: boolean;
}
