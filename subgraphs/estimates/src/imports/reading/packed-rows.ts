import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { WorkbookRefused } from '../xlsx/workbook-refused';

/** Rows that are packed together: unpacking them is a matter of a millisecond. */
const PIECE = 250;
/** Letters that are packed though the rows are few, and those that a list may hold: a small file may tell each row a thousand times. */
const PIECE_LETTERS = 1_000_000;
const MOST_LETTERS = 256_000_000;
/** The fastest: rows of a sheet are alike, and shrink to a tenth even so. */
const LEVEL = 1;

/** Rows that were packed together, as a thread hands them over. */
export interface PackedPiece {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** How a row is written down; by itself, where nothing is said. */
export interface RowForm<T> {
  pack(row: T): unknown;
  unpack(packed: unknown): T;
}

/**
 * A list of rows, packed while it grows. The 600,000 cells of a large sheet are 150 MB of objects, and what becomes of them as much
 * again; so they are at hand a few rows at a time, and can be gone through as often as one likes.
 */
export class PackedRows<T> implements Iterable<T> {
  readonly #pieces: PackedPiece[] = [];
  #waiting: string[] = [];
  /** Of the rows that wait, and of all that were pushed. */
  #letters = 0;
  #allLetters = 0;
  #length = 0;

  constructor(private readonly form: RowForm<T> = { pack: (row) => row, unpack: (packed) => packed as T }) {}

  get length(): number {
    return this.#length;
  }

  /** @throws WorkbookRefused FILE_TOO_LARGE */
  push(row: T): void {
    const text = JSON.stringify(this.form.pack(row));
    this.#letters += text.length;
    this.#allLetters += text.length;
    if (this.#allLetters > MOST_LETTERS) throw new WorkbookRefused('FILE_TOO_LARGE');
    this.#waiting.push(text);
    this.#length += 1;
    if (this.#waiting.length >= PIECE || this.#letters >= PIECE_LETTERS) this.#pack();
  }

  /** Takes what another list of such rows has packed. */
  add(piece: PackedPiece): void {
    this.#pack();
    this.#pieces.push(piece);
    this.#length += piece.count;
  }

  /** All of it, packed. */
  pieces(): readonly PackedPiece[] {
    this.#pack();
    return this.#pieces;
  }

  *[Symbol.iterator](): Generator<T, void> {
    for (const { bytes } of this.pieces()) {
      const rows = JSON.parse(inflateRawSync(bytes).toString('utf8')) as readonly unknown[];
      for (const row of rows) yield this.form.unpack(row);
    }
  }

  #pack(): void {
    const { length: count } = this.#waiting;
    if (count === 0) return;
    const text = `[${this.#waiting.join(',')}]`;
    this.#pieces.push({ bytes: deflateRawSync(text, { level: LEVEL }), count });
    this.#waiting = [];
    this.#letters = 0;
  }
}
