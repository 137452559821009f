import { isUtf8 } from 'node:buffer';
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import type { Variables } from '../../pipeline/conditions';
import { responseKey } from '../../pipeline/collect-fields';
import type { Operation } from '../../pipeline/operation';
import type { ClientNames } from '../compile/client-names';
import type { Tree } from '../run/tree';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  elementsOfLastList,
  OPEN_LIST,
  OPEN_OBJECT,
  scanNull,
  scanString,
  scanText,
  type Scan,
} from './scan';
import { findVerbatim, type Fetched, type Runs } from './verbatim-parts';
import { Verbatim, VerbatimRun } from './verbatim';

/** Reads a subgraph's answer from its bytes. */
export interface AnswerReader {
  /**
   * @param bytes of the body; they must not change any more
   * @returns `data`, with {@link Verbatim} parts; null for an answer that is to be read in the usual way
   */
  read(bytes: Buffer): Tree | null;
}

/** The readers of a plan's fetches; of those only where parts can be left as they are. */
export function compileReaders(
  operation: Operation,
  conditions: Variables,
  names: ClientNames,
  plan: PlanNode,
): Readers {
  if (operation.type !== 'query') return NO_READERS;
  const { fetches, runs } = findVerbatim(operation, conditions, names, plan);
  return { byFetch: new Map(fetches.map((fetch) => [fetch.node, createReader(fetch)])), runs };
}

export interface Readers {
  readonly byFetch: ReadonlyMap<FetchNode, AnswerReader>;
  readonly runs: Runs;
}

export const NO_READERS: Readers = { byFetch: new Map(), runs: new Map() };

/** Makes the reader of one fetch. */
export const createReader = (fetch: Fetched): AnswerReader => new Reader(fetch);

/** So many answers in a row that can't be read here speak for a subgraph that writes them otherwise. */
const MISSES = 8;
/** Then only one of so many answers is tried. */
const RETRY_EACH = 128;

class Reader implements AnswerReader {
  readonly #root: Member[];
  #misses = 0;

  constructor({ node, fields, parts }: Fetched) {
    const members = compileMembers(fields as SelectionSetNode, parts);
    this.#root = node.requires ? [new Member('_entities', null, members)] : members;
  }

  read(bytes: Buffer): Tree | null {
    if (this.#misses >= MISSES && this.#misses++ % RETRY_EACH !== 0) return null;
    const data = isUtf8(bytes) ? readData(bytes, this.#root) : null;
    if (data) this.#misses = 0;
    else this.#misses += 1;
    return data;
  }
}

/** A field of an object that is read. */
class Member {
  readonly head: readonly [first: Scan, later: Scan];

  constructor(
    readonly key: string,
    /** For what is verbatim. */
    readonly part: Pick<Fetched['parts'][number], 'scan' | 'isList' | 'run'> | null,
    /** For objects with something verbatim in them; else the value is read as a whole. */
    readonly members: readonly Member[] | null,
  ) {
    const name = JSON.stringify(key);
    this.head = [scanText(`{${name}:`), scanText(`,${name}:`)];
  }
}

function compileMembers({ selections }: SelectionSetNode, parts: Fetched['parts']): Member[] {
  const later = new Set(parts.flatMap(({ path, run }) => (path.length === 1 ? (run ?? []).slice(1) : [])));
  return selections.flatMap((node) => {
    if (node.kind !== Kind.FIELD) throw new Error('fields only');
    const key = responseKey(node);
    if (later.has(key)) return [];
    const here = parts.filter(({ path }) => path[0] === key);
    const part = here.find(({ path }) => path.length === 1) ?? null;
    const inner = here.map((one) => ({ ...one, path: one.path.slice(1) }));
    const members =
      !part && here.length > 0 && node.selectionSet ? compileMembers(node.selectionSet, inner) : null;
    return [new Member(key, part, members)];
  });
}

const beginOfData = scanText('{"data":');
const NEWLINE = 0x0a;

/** Where it is reading. -1 where it can't go on. */
interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

function readData(bytes: Buffer, root: readonly Member[]): Tree | null {
  const cursor = { bytes, at: beginOfData(bytes, 0) };
  if (cursor.at < 0) return null;
  const data = readObject(cursor, root);
  if (cursor.at < 0 || bytes[cursor.at] !== CLOSE_OBJECT) return null;
  const end = bytes[cursor.at + 1] === NEWLINE ? cursor.at + 2 : cursor.at + 1;
  return end === bytes.length ? data : null;
}

function readObject(cursor: Cursor, members: readonly Member[]): Tree {
  const tree: Tree = {};
  let isFirst = true;
  for (const { key, head, part, members: inner } of members) {
    cursor.at = head[isFirst ? 0 : 1](cursor.bytes, cursor.at);
    isFirst = false;
    if (cursor.at < 0) return tree;
    tree[key] = part ? readPart(cursor, key, part) : inner ? readInner(cursor, inner) : readWhole(cursor);
    if (cursor.at < 0) return tree;
  }
  cursor.at = cursor.bytes[cursor.at] === CLOSE_OBJECT ? cursor.at + 1 : -1;
  return tree;
}

function readPart(
  cursor: Cursor,
  key: string,
  { scan, isList, run }: NonNullable<Member['part']>,
): Verbatim | null {
  const { bytes, at } = cursor;
  cursor.at = scan(bytes, at);
  if (cursor.at < 0) return null;
  if (run) return new VerbatimRun(bytes, at, cursor.at, key);
  if (bytes[at] === 0x6e) return null;
  return new Verbatim(bytes, at, cursor.at, isList ? elementsOfLastList() : null);
}

/** An object, null, or a list of those. */
function readInner(cursor: Cursor, members: readonly Member[]): unknown {
  const { bytes, at } = cursor;
  if (bytes[at] === OPEN_OBJECT) return readObject(cursor, members);
  if (bytes[at] === OPEN_LIST) return readList(cursor, members);
  cursor.at = scanNull(bytes, at);
  return null;
}

function readList(cursor: Cursor, members: readonly Member[]): unknown[] {
  const { bytes } = cursor;
  const list: unknown[] = [];
  cursor.at += 1;
  if (bytes[cursor.at] === CLOSE_LIST) {
    cursor.at += 1;
    return list;
  }
  for (;;) {
    list.push(readInner(cursor, members));
    if (cursor.at < 0) return list;
    const byte = bytes[cursor.at];
    cursor.at += 1;
    if (byte === CLOSE_LIST) return list;
    if (byte !== 0x2c) {
      cursor.at = -1;
      return list;
    }
  }
}

/** Any value, as JavaScript has it. */
function readWhole(cursor: Cursor): unknown {
  const { bytes, at } = cursor;
  const end = endOfPlainString(bytes, at);
  if (end > 0) {
    cursor.at = end;
    return bytes.toString('latin1', at + 1, end - 1);
  }
  cursor.at = endOfValue(bytes, at);
  if (cursor.at < 0) return null;
  try {
    return JSON.parse(bytes.toString('utf8', at, cursor.at));
  } catch {
    cursor.at = -1;
    return null;
  }
}

const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where a string of nothing but ASCII and without escapes ends, as most do; -1 for anything else. */
function endOfPlainString(bytes: Buffer, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  for (let i = at + 1; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) return i + 1;
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return -1;
  }
  return -1;
}

/** Where a value ends, if it is one. */
function endOfValue(bytes: Buffer, at: number): number {
  let depth = 0;
  for (let i = at; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = scanString(bytes, i) - 1;
      if (i < 0) return -1;
      if (depth === 0) return i + 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0) return i; // of a number or a word
      depth -= 1;
      if (depth === 0) return i + 1;
    } else if (byte === COMMA && depth === 0) return i;
  }
  return -1;
}
