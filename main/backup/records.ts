import { createGunzip, createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { BackupUnreadable, reader } from './sealed-stream';

/*
 * What a backup holds, in order: records of a header (JSON) and bytes of any length. Each record is 4 bytes of header length, the header,
 * then pieces of 4 bytes of length and bytes, and a length of 0 at its end. All of it is compressed.
 */

/** What a record is of. */
export type RecordHeader =
  | {
      readonly kind: 'backup';
      readonly version: 1;
      readonly madeAt: string;
      readonly postgres: number;
      /** Applied ones, as `subgraph/migration`. */
      readonly migrations: readonly string[];
    }
  | {
      /** Of one organisation; the first record as well. */
      readonly kind: 'organization';
      readonly version: 1;
      readonly madeAt: string;
      readonly postgres: number;
      readonly migrations: readonly string[];
      readonly orgId: string;
      readonly name: string;
    }
  /** Its people, a table at a time, behind its own tables. */
  | { readonly kind: 'people'; readonly name: string; readonly columns: readonly string[] }
  /** What stands sealed in the rows, opened, as lines of JSON. */
  | { readonly kind: 'secrets' }
  /** The public keys that verify its audit, in PEM. */
  | { readonly kind: 'auditKeys' }
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly string[] }
  | { readonly kind: 'sequences' }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'variables' }
  | {
      readonly kind: 'file';
      readonly key: string;
      readonly sha256: string;
      readonly name: string;
      readonly media: string;
    }
  | { readonly kind: 'end'; readonly tables: number; readonly rows: number; readonly files: number };

/** One record with its bytes. */
export interface BackupRecord {
  readonly header: RecordHeader;
  readonly bytes: AsyncIterable<Buffer>;
}

const MOST_HEADER_BYTES = 1024 * 1024;
const MOST_PIECE_BYTES = 64 * 1024 * 1024;

function lengthOf(bytes: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes);
  return head;
}

async function* written(records: AsyncIterable<BackupRecord>): AsyncGenerator<Buffer> {
  for await (const { header, bytes } of records) {
    const head = Buffer.from(JSON.stringify(header));
    yield Buffer.concat([lengthOf(head.length), head]);
    for await (const piece of bytes) {
      if (piece.length === 0) continue;
      yield lengthOf(piece.length);
      yield piece;
    }
    yield lengthOf(0);
  }
}

/** Puts records into one compressed stream. It begins when it is read: of one that nobody reads, nobody would hear the failures. */
export async function* writeRecords(records: AsyncIterable<BackupRecord>): AsyncGenerator<Buffer> {
  yield* Readable.from(written(records), { objectMode: false }).compose(
    createGzip({ level: 6 }),
  ) as AsyncIterable<Buffer>;
}

/** Reads them again, one after the other: the bytes of one are to be read before the next. @throws BackupUnreadable */
export async function* readRecords(compressed: AsyncIterable<Buffer>): AsyncGenerator<BackupRecord> {
  const plain = Readable.from(compressed, { objectMode: false }).compose(
    createGunzip(),
  ) as AsyncIterable<Buffer>;
  const take = reader(plain);
  const number = async (most: number): Promise<number | null> => {
    const head = await take(4);
    const length = head?.readUInt32BE() ?? null;
    if (length !== null && length > most) throw new BackupUnreadable('The backup was changed.');
    return length;
  };
  const need = async (bytes: number): Promise<Buffer> => {
    const found = await take(bytes);
    if (!found) throw new BackupUnreadable('The backup is cut off.');
    return found;
  };
  for (
    let length = await number(MOST_HEADER_BYTES);
    length !== null;
    length = await number(MOST_HEADER_BYTES)
  ) {
    const header = JSON.parse((await need(length)).toString('utf8')) as RecordHeader;
    let isRead = false;
    const bytes = async function* (): AsyncGenerator<Buffer> {
      for (;;) {
        const piece = await number(MOST_PIECE_BYTES);
        if (piece === null) throw new BackupUnreadable('The backup is cut off.');
        if (piece === 0) break;
        yield await need(piece);
      }
      isRead = true;
    };
    const own = bytes();
    yield { header, bytes: own };
    if (!isRead) for await (const _left of own); // of no interest to whoever reads
  }
}

/** The bytes of a record that is its header. */
export async function* nothing(): AsyncGenerator<Buffer> {
  // nothing
}

/** The bytes of a record that is a text. */
export const once = (text: string): AsyncIterable<Buffer> => Readable.from([Buffer.from(text)]);

/** The whole of a record that is small. */
export async function textOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
