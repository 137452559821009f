import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Rows that are packed together: unpacking them is a matter of a millisecond. */
const PIECE = 250;
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
  #waiting: unknown[] = [];
  #length = 0;

  constructor(private readonly form: RowForm<T> = { pack: (row) => row, unpack: (packed) => packed as T }) {}

  get length(): number {
    return this.#length;
  }

  push(row: T): void {
    this.#waiting.push(this.form.pack(row));
    this.#length += 1;
    if (this.#waiting.length >= PIECE) this.#pack();
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
    this.#pieces.push({ bytes: deflateRawSync(JSON.stringify(this.#waiting), { level: LEVEL }), count });
    this.#waiting = [];
  }
}
