import { isEnumType, type GraphQLLeafType } from 'graphql';

/*
 * Checks JSON in bytes against what a schema promises, without making values of it. Everything is expected as GraphQL
 * servers write it: no white space, keys in the order of the selection. What is different, or against the promise, is not
 * judged here: the answer is then read in the usual way.
 */

/** Takes where a value begins; answers where it ends, or -1 for what is not as expected. */
export type Scan = (bytes: Uint8Array, at: number) => number;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;
const LOWER_N = 0x6e;
const LOWER_U = 0x75;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Exactly this text. */
export function scanText(text: string): Scan {
  const expected = bytesOf(text);
  const { length } = expected;
  return (bytes, at) => {
    for (let i = 0; i < length; i += 1) if (bytes[at + i] !== expected[i]) return -1;
    return at + length;
  };
}

export const scanNull = scanText('null');

/** A value that may be null. */
export const orNull =
  (scan: Scan): Scan =>
  (bytes, at) =>
    bytes[at] === LOWER_N ? scanNull(bytes, at) : scan(bytes, at);

/** What follows the first quote of a string's escape sequences: `"\/bfnrt`. */
const ESCAPED = new Set(bytesOf('"\\/bfnrt'));

/** A string. The bytes have to be UTF-8. */
export function scanString(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  const { length } = bytes;
  for (let i = at + 1; i < length; i += 1) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) return i + 1;
    if (byte < 0x20) return -1;
    if (byte === BACKSLASH) {
      i = afterEscape(bytes, i + 1);
      if (i < 0) return -1;
    }
  }
  return -1;
}

/** @returns the last byte of an escape sequence */
function afterEscape(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] as number;
  if (byte !== LOWER_U) return ESCAPED.has(byte) ? at : -1;
  for (let i = at + 1; i <= at + 4; i += 1) if (!isHex(bytes[i] as number)) return -1;
  return at + 4;
}

const isHex = (byte: number): boolean =>
  (byte >= ZERO && byte <= NINE) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** More digits than these are not sure to come out of JavaScript's numbers as they went in. */
const SURE_DIGITS = 15;

/** A number that JavaScript's numbers hold as it is written: no exponent, no minus zero, few digits. */
function scanNumber(bytes: Uint8Array, at: number): number {
  const whole = scanWhole(bytes, at);
  if (whole < 0 || bytes[whole] !== DOT) return whole;
  const end = afterDigits(bytes, whole + 1);
  return end === whole + 1 || end - at > SURE_DIGITS || isExponent(bytes[end]) ? -1 : end;
}

function scanWhole(bytes: Uint8Array, at: number): number {
  const start = bytes[at] === MINUS ? at + 1 : at;
  const end = afterDigits(bytes, start);
  if (end === start || end - at > SURE_DIGITS || isExponent(bytes[end])) return -1;
  // No leading zero; and minus zero is written as zero.
  return bytes[start] === ZERO && (end - start > 1 || start > at) ? -1 : end;
}

function afterDigits(bytes: Uint8Array, at: number): number {
  let end = at;
  while ((bytes[end] as number) >= ZERO && (bytes[end] as number) <= NINE) end += 1;
  return end;
}

const isExponent = (byte: number | undefined): boolean => byte === 0x65 || byte === 0x45;

/** Digits that no 32-bit integer is too small for. */
const INT_DIGITS = 9;

/** GraphQL's Int, as long as it is surely within its range. */
function scanInt(bytes: Uint8Array, at: number): number {
  const end = scanWhole(bytes, at);
  return end < 0 || end - at > INT_DIGITS || bytes[end] === DOT ? -1 : end;
}

const scanTrue = scanText('true');
const scanFalse = scanText('false');
const scanBoolean: Scan = (bytes, at) => (bytes[at] === 0x74 ? scanTrue(bytes, at) : scanFalse(bytes, at));

/** A scalar of which nothing is known: anything but lists and objects, which it might be too. */
const scanScalar: Scan = (bytes, at) => {
  const byte = bytes[at];
  if (byte === QUOTE) return scanString(bytes, at);
  if (byte === 0x74 || byte === 0x66) return scanBoolean(bytes, at);
  return scanNumber(bytes, at);
};

/** A leaf that is not null, in the way leaf-code.ts judges values. */
export function scanLeaf(type: GraphQLLeafType): Scan {
  if (isEnumType(type)) return oneOf(type.getValues().map(({ name }) => scanText(JSON.stringify(name))));
  switch (type.name) {
    case 'String':
    case 'ID':
      return scanString;
    case 'Int':
      return scanInt;
    case 'Float':
      return scanNumber;
    case 'Boolean':
      return scanBoolean;
    default:
      return scanScalar;
  }
}

/** One of several texts, of which none begins with another. */
const oneOf =
  (scans: readonly Scan[]): Scan =>
  (bytes, at) => {
    for (const scan of scans) {
      const end = scan(bytes, at);
      if (end >= 0) return end;
    }
    return -1;
  };

/** How many elements the list had that was scanned last, without those that are null. */
let elements = 0;
export const elementsOfLastList = (): number => elements;

export const scanList =
  (scan: Scan): Scan =>
  (bytes, at) => {
    if (bytes[at] !== OPEN_LIST) return -1;
    let count = 0;
    let next = at + 1;
    if (bytes[next] === CLOSE_LIST) next += 1;
    else
      for (;;) {
        if (bytes[next] !== LOWER_N) count += 1;
        next = scan(bytes, next);
        if (next < 0) return -1;
        const byte = bytes[next];
        next += 1;
        if (byte === CLOSE_LIST) break;
        if (byte !== COMMA) return -1;
      }
    elements = count;
    return next;
  };

type Members = readonly (readonly [key: string, scan: Scan])[];

/** An object with these members in this order. At least one. */
export function scanObject(members: Members): Scan {
  const [[first] = ['']] = members;
  return inTurn([scanText(`{${JSON.stringify(first)}:`), scanRun(members), scanText('}')]);
}

/** Members in this order, from the first one's value on. */
export const scanRun = (members: Members): Scan =>
  inTurn(
    members.flatMap(([key, scan], index) =>
      index === 0 ? [scan] : [scanText(`,${JSON.stringify(key)}:`), scan],
    ),
  );

function inTurn(scans: readonly Scan[]): Scan {
  return (bytes, at) => {
    let next = at;
    for (const scan of scans) {
      next = scan(bytes, next);
      if (next < 0) return -1;
    }
    return next;
  };
}
