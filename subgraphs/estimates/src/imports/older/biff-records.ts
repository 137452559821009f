/*
 * The records of a workbook of Excel 97–2003 (BIFF8, [MS-XLS]): each has a type, a length and its data, one after another. What is longer
 * than a record goes on in CONTINUE records.
 */

/** The types that are looked at ([MS-XLS] 2.3.2). */
export const BIFF = {
  FORMULA: 0x0006,
  EOF: 0x000a,
  DATE_1904: 0x0022,
  FILE_PASS: 0x002f,
  FONT: 0x0031,
  CONTINUE: 0x003c,
  COLUMN_INFO: 0x007d,
  SHEET: 0x0085,
  MULTIPLE_RK: 0x00bd,
  RICH_STRING: 0x00d6,
  XF: 0x00e0,
  MERGED_CELLS: 0x00e5,
  SHARED_STRINGS: 0x00fc,
  LABEL_SST: 0x00fd,
  NUMBER: 0x0203,
  LABEL: 0x0204,
  BOOL_OR_ERROR: 0x0205,
  STRING: 0x0207,
  ROW: 0x0208,
  RK: 0x027e,
  FORMAT: 0x041e,
  BEGIN: 0x0809,
} as const;

/** One record. */
export interface BiffRecord {
  readonly type: number;
  readonly data: Buffer;
  /** Where the next one begins. */
  readonly next: number;
}

/** The record at a place; null where there is none, or it is cut off. */
export function recordAt(bytes: Buffer, at: number): BiffRecord | null {
  if (at + 4 > bytes.length) return null;
  const next = at + 4 + bytes.readUInt16LE(at + 2);
  if (next > bytes.length) return null;
  return { type: bytes.readUInt16LE(at), data: bytes.subarray(at + 4, next), next };
}

/** All records of a part, from its beginning to its end; what is embedded in it, a chart, is left out. */
export function* recordsOf(bytes: Buffer, begin: number): Generator<BiffRecord, void> {
  let depth = 0;
  for (let record = recordAt(bytes, begin); record !== null; record = recordAt(bytes, record.next)) {
    if (record.type === BIFF.BEGIN) depth += 1;
    else if (record.type === BIFF.EOF) {
      depth -= 1;
      if (depth <= 0) return;
    } else if (depth === 1) yield record;
  }
}

/** The data of a record with those of the CONTINUE records after it. */
export function withContinued(bytes: Buffer, record: BiffRecord): Buffer[] {
  const parts = [record.data];
  for (
    let more = recordAt(bytes, record.next);
    more?.type === BIFF.CONTINUE;
    more = recordAt(bytes, more.next)
  ) {
    parts.push(more.data);
  }
  return parts;
}

/** Letters in a second byte of zero are left out of a text that has no others. */
const isWide = (flags: number): boolean => (flags & 1) === 1;

/** Reads texts, that may be cut anywhere by a CONTINUE. What is cut off in the file is an error. */
export class BiffTexts {
  #part = 0;
  #at = 0;

  constructor(private readonly parts: readonly Buffer[]) {}

  get #data(): Buffer {
    while (this.#at >= (this.parts[this.#part]?.length ?? 0)) {
      if (this.#part + 1 >= this.parts.length) throw new RangeError('The text is cut off.');
      this.#part += 1;
      this.#at = 0;
    }
    return this.parts[this.#part] as Buffer;
  }

  byte(): number {
    const value = this.#data[this.#at] as number;
    this.#at += 1;
    return value;
  }

  /** A number of two or four bytes. */
  number(bytes: 2 | 4): number {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value += this.byte() * 2 ** (8 * index);
    return value;
  }

  skip(count: number): void {
    for (let left = count; left > 0;) {
      const step = Math.min(left, this.#data.length - this.#at);
      this.#at += step;
      left -= step;
    }
  }

  /** A text with its formatting, which is left out ([MS-XLS] 2.5.293). @param count of its letters, where that stands elsewhere */
  text(count = this.number(2)): string {
    const flags = this.byte();
    const runs = (flags & 8) === 0 ? 0 : this.number(2);
    const phonetic = (flags & 4) === 0 ? 0 : this.number(4);
    const text = this.#letters(count, isWide(flags));
    this.skip(4 * runs + phonetic);
    return text;
  }

  /** Where letters go on in a CONTINUE, that begins with how wide they are from there on. */
  #letters(count: number, wide: boolean): string {
    let [text, left, size] = ['', count, wide ? 2 : 1];
    while (left > 0) {
      if (this.#at >= (this.parts[this.#part]?.length ?? 0)) size = isWide(this.byte()) ? 2 : 1;
      const data = this.#data;
      const fits = Math.min(left, Math.floor((data.length - this.#at) / size));
      if (fits === 0) throw new RangeError('A letter is cut in two.');
      const end = this.#at + fits * size;
      text += data.toString(size === 2 ? 'utf16le' : 'latin1', this.#at, end);
      this.#at = end;
      left -= fits;
    }
    return text;
  }
}
