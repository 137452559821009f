import { createHash } from 'node:crypto';

/** Spreads the bits of a 32-bit number (the splitmix32 finaliser), so that neighbours look unrelated. */
function mix32(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** A 32-bit hash of a text: the root of a named stream. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix32(hash);
}

/** A small seeded generator (splitmix32): the same start gives the same draws, on every machine. */
export class Random {
  constructor(private state: number) {}

  /** The next 32-bit unsigned number. */
  next(): number {
    const value = mix32(this.state);
    this.state = (this.state + 0x9e3779b9) | 0;
    return value;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * below);
  }

  /** A whole number in [from, to], both ends included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True with the given probability (0 to 1). */
  chance(probability: number): boolean {
    return this.next() / 0x1_0000_0000 < probability;
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/**
 * The generator of one row of one named stream. Streams are independent: more contacts never change a lead.
 */
export function streamOf(root: number, index: number): Random {
  return new Random(mix32(root ^ Math.imul(index + 1, 0x85ebca6b)));
}

/** The root of the stream `name` under a seed. */
export function streamRoot(seed: number, name: string): number {
  return mix32(hashText(name) ^ mix32(seed));
}

/** A hex string of `length` characters that depends on seed and name only. */
export function hexFrom(seed: number, name: string, length: number): string {
  let hex = '';
  for (let part = 0; hex.length < length; part += 1) {
    hex += createHash('sha512').update(`${seed}|${name}|${part}`).digest('hex');
  }
  return hex.slice(0, length);
}

/** A version 4 shaped UUID that depends on seed and name only. */
export function uuidFrom(seed: number, name: string): string {
  const hex = hexFrom(seed, `uuid|${name}`, 32);
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
