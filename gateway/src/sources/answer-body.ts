const EMPTY = Buffer.alloc(0);

/** What has come of an answer's body. One piece, the usual case, is never copied; more are put into one growing buffer. */
export class AnswerBody {
  #buffer: Buffer | null = null;
  #length = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /**
   * @param piece belongs to this body from now on
   * @param expected the whole body's bytes, where known
   */
  add(piece: Buffer, expected: number): void {
    const length = this.#length + piece.length;
    if (this.#buffer === null) this.#buffer = piece;
    else {
      if (length > this.#buffer.length) this.#grow(length, expected);
      piece.copy(this.#buffer, this.#length);
    }
    this.#length = length;
  }

  /** The body as it came. */
  bytes(): Buffer {
    return this.#buffer?.subarray(0, this.#length) ?? EMPTY;
  }

  /** The body as text. */
  text(): string {
    return this.#buffer?.toString('utf8', 0, this.#length) ?? '';
  }

  /** Forgets what has come, for an answer that nobody will read. */
  drop(): void {
    this.#buffer = null;
  }

  /** Doubles, so that a body in a million tiny pieces is not copied a million times. */
  #grow(length: number, expected: number): void {
    const grown = Buffer.allocUnsafe(Math.max(length * 2, expected));
    this.#buffer?.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
