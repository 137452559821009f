const TIE_BITS = 21;
const TIE_SPACE = 2 ** TIE_BITS;
const TIE_MASK = TIE_SPACE - 1;
const SCRAMBLE = 0x12d4b5 | 1;
const UNSCRAMBLE = inverseOf(SCRAMBLE);

/** The most rows one collection can hold: the width of the tie-break part of a key. */
export const MAX_ROWS = TIE_SPACE;

function inverseOf(odd: number): number {
  let inverse = odd;
  for (let round = 0; round < 5; round += 1) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse & TIE_MASK;
}

/**
 * The sort key of a row: value first, then a scrambled row number. Rows with an equal value thus come in an order that
 * is fixed but is *not* id order, as Kommo promises none within a second.
 */
export function sortKey(value: number, slot: number): number {
  return value * TIE_SPACE + (Math.imul(slot, SCRAMBLE) & TIE_MASK);
}

function slotOf(key: number): number {
  return Math.imul(key % TIE_SPACE, UNSCRAMBLE) & TIE_MASK;
}

/** Row numbers kept sorted by a number (a time, an id): reading a page never sorts. */
export class SortedIndex {
  private keys: Float64Array;
  private used: number;

  /** Takes the keys of {@link sortKey} in any order; sorts them in place. */
  constructor(keys: Float64Array) {
    this.keys = keys.sort();
    this.used = keys.length;
  }

  get length(): number {
    return this.used;
  }

  /** The row number at a position of the ascending order. */
  slotAt(position: number): number {
    return slotOf(this.keys[position] as number);
  }

  /** The first position whose value is at least `value`. */
  lowerBound(value: number): number {
    return this.positionOf(value * TIE_SPACE);
  }

  add(value: number, slot: number): void {
    const key = sortKey(value, slot);
    if (this.used === this.keys.length) {
      const grown = new Float64Array(Math.max(64, this.used + (this.used >> 1)));
      grown.set(this.keys);
      this.keys = grown;
    }
    const position = this.positionOf(key);
    this.keys.copyWithin(position + 1, position, this.used);
    this.keys[position] = key;
    this.used += 1;
  }

  remove(value: number, slot: number): void {
    const key = sortKey(value, slot);
    const position = this.positionOf(key);
    if (position >= this.used || this.keys[position] !== key) return;
    this.keys.copyWithin(position, position + 1, this.used);
    this.used -= 1;
  }

  private positionOf(key: number): number {
    let low = 0;
    let high = this.used;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
