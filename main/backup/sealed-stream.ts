import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import type { Readable } from 'node:stream';

/*
 * A stream that is encrypted and can't be changed, shortened or put in another order unnoticed. It is cut into pieces of 64 kB, each sealed with AES-256-GCM
 * under its number and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The
 * key is derived from the given one by scrypt, with a salt of the file's own, so no nonce is ever used twice.
 *
 *   "CASHCRAFT-BACKUP-1\n", 16 bytes of salt, an empty piece, then for each piece: 4 bytes of length, 1 byte (1: the last), sealed bytes, 16 bytes of tag
 */

const MAGIC = Buffer.from('CASHCRAFT-BACKUP-1\n');
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const PIECE_BYTES = 64 * 1024;
const HEAD_BYTES = 5;
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** What was read is no backup, was changed or cut off, or the key is another one. */
export class BackupUnreadable extends Error {
  override readonly name = 'BackupUnreadable';
}

const keyOf = (secret: string, salt: Buffer): Buffer => scryptSync(secret, salt, 32, SCRYPT);

function nonceOf(piece: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(piece, 5, 6);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

/** Seals a stream. @param secret 16 characters or more */
export async function* seal(plain: AsyncIterable<Buffer>, secret: string): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const key = keyOf(secret, salt);
  yield Buffer.concat([MAGIC, salt]);
  let piece = 0;
  const close = (bytes: Buffer, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(piece, isLast));
    piece += 1;
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(bytes.length, 0);
    head.writeUInt8(isLast ? 1 : 0, 4);
    return Buffer.concat([head, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  };
  yield close(Buffer.alloc(0), false); // tells another key from a change
  let waiting: Buffer = Buffer.alloc(0);
  for await (const chunk of plain) {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    // One piece is kept back: it may be the last.
    while (waiting.length > PIECE_BYTES) {
      yield close(waiting.subarray(0, PIECE_BYTES), false);
      waiting = waiting.subarray(PIECE_BYTES);
    }
  }
  yield close(waiting, true);
}

/** Opens what {@link seal} made. @throws BackupUnreadable */
export async function* open(sealed: Readable, secret: string): AsyncGenerator<Buffer> {
  const take = reader(sealed);
  const begin = await take(MAGIC.length + SALT_BYTES);
  if (!begin?.subarray(0, MAGIC.length).equals(MAGIC))
    throw new BackupUnreadable('This is no backup of CashCraft.');
  const key = keyOf(secret, begin.subarray(MAGIC.length));
  for (let piece = 0; ; piece += 1) {
    const head = await take(HEAD_BYTES);
    if (!head) throw new BackupUnreadable('The backup is cut off.');
    const length = head.readUInt32BE(0);
    const isLast = head.readUInt8(4) === 1;
    if (length > PIECE_BYTES) throw new BackupUnreadable('The backup was changed.');
    const bytes = await take(length + TAG_BYTES);
    if (!bytes) throw new BackupUnreadable('The backup is cut off.');
    yield unseal(bytes, key, nonceOf(piece, isLast), piece);
    if (!isLast) continue;
    if (await take(1)) throw new BackupUnreadable('Something stands behind the backup.');
    return;
  }
}

function unseal(bytes: Buffer, key: Buffer, nonce: Buffer, piece: number): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new BackupUnreadable(piece === 0 ? 'The key does not fit this backup.' : 'The backup was changed.');
  }
}

/** Makes the function that reads exactly so many bytes; null at the end of the stream. */
export function reader(stream: AsyncIterable<Buffer>): (bytes: number) => Promise<Buffer | null> {
  const chunks = stream[Symbol.asyncIterator]();
  let parts: Buffer[] = [];
  let size = 0;
  return async (bytes) => {
    while (size < bytes) {
      const { value, done } = await chunks.next();
      if (done) return null;
      parts.push(value);
      size += value.length;
    }
    const whole = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    const rest = whole.subarray(bytes);
    parts = rest.length > 0 ? [rest] : [];
    size = rest.length;
    return whole.subarray(0, bytes);
  };
}
