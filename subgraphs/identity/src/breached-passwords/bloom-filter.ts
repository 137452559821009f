import { createHash } from 'node:crypto';

/*
 * A set that holds bits in place of its members: it never says "no" of a member, and of others "yes" once in a million.
 */

/** Bits per member, and how many of them one sets: for one error in a million (m/n = -ln p / ln² 2, k = m/n · ln 2). */
const BITS_PER_MEMBER = 29;
const HASHES = 20;

/** Makes the bits of a set. */
export function bloomOf(members: readonly string[]): Buffer {
  const bits = Buffer.alloc(Math.ceil((members.length * BITS_PER_MEMBER) / 8));
  for (const member of members) {
    for (const place of placesOf(member, bits.length * 8)) bits[place >> 3]! |= 1 << (place & 7);
  }
  return bits;
}

/** Whether a text is in the set, or, once in a million, is taken for it. */
export const mayContain = (bits: Buffer, text: string): boolean =>
  placesOf(text, bits.length * 8).every((place) => ((bits[place >> 3] ?? 0) >> (place & 7)) & 1);

/** Two halves of one hash make all of them (Kirsch and Mitzenmacher, 2006). */
function placesOf(text: string, size: number): number[] {
  const hash = createHash('sha256').update(text).digest();
  const [first, step] = [hash.readUIntBE(0, 6), hash.readUIntBE(6, 6)];
  return Array.from({ length: HASHES }, (_one, index) => (first + index * (step % size)) % size);
}
