import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HEAD_BYTES, kindOf, type FileKind } from './file-kinds';
import type { SpooledFile } from './file-store';

/** Why a file is not taken; stable, for `userErrors`. */
export type FileRefusal =
  | 'FILE_TOO_LARGE'
  | 'FILE_EMPTY'
  | 'FILE_KIND'
  | 'FILE_QUOTA'
  /** Other than was announced. */
  | 'FILE_SIZE'
  | 'FILE_HASH';

/** A file that is not taken, and what to do. */
export class FileRefused extends Error {
  constructor(
    readonly code: FileRefusal,
    message: string,
  ) {
    super(message);
    this.name = 'FileRefused';
  }
}

/** A file that was received, and what it is. */
export interface ReceivedFile extends SpooledFile {
  readonly kind: FileKind;
}

/** What may come in. */
export interface ReceiveLimits {
  readonly maxBytes: number;
  readonly kinds: readonly FileKind[];
}

const MB = 1024 * 1024;
const inMegabytes = (bytes: number): string => `${Math.round((bytes / MB) * 10) / 10} MB`;

/** What one pass over the bytes learns. */
class Reading {
  readonly #hash = createHash('sha256');
  #head = Buffer.alloc(0);
  size = 0;

  take(chunk: Buffer): void {
    this.size += chunk.length;
    this.#hash.update(chunk);
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
    }
  }

  get headIsWhole(): boolean {
    return this.#head.length >= HEAD_BYTES;
  }
  get kind(): FileKind | null {
    return kindOf(this.#head);
  }
  digest(): string {
    return this.#hash.digest('hex');
  }
}

/**
 * Receives a file: writes it down as it comes, hashed, counted and looked at on the way, so that none is ever held in memory.
 *
 * @param folder the spool; whoever takes the file moves or removes it
 * @throws FileRefused as soon as it is too large or of a kind that is not wanted, or when it is empty; nothing is left behind
 */
export async function receiveFile(
  folder: string,
  content: AsyncIterable<Buffer | Uint8Array>,
  { maxBytes, kinds }: ReceiveLimits,
): Promise<ReceivedFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  const reading = new Reading();
  async function* watched(): AsyncGenerator<Buffer> {
    let checked = false;
    for await (const part of content) {
      const chunk = Buffer.isBuffer(part) ? part : Buffer.from(part);
      reading.take(chunk);
      if (reading.size > maxBytes) {
        throw new FileRefused('FILE_TOO_LARGE', `The file is larger than ${inMegabytes(maxBytes)}.`);
      }
      if (!checked && reading.headIsWhole) {
        checkKind(reading.kind, kinds);
        checked = true;
      }
      yield chunk;
    }
  }
  try {
    await pipeline(watched(), createWriteStream(path, { mode: 0o600 }));
    if (reading.size === 0) throw new FileRefused('FILE_EMPTY', 'The file is empty.');
    const kind = checkKind(reading.kind, kinds);
    return { path, size: reading.size, sha256: reading.digest(), kind };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

function checkKind(kind: FileKind | null, kinds: readonly FileKind[]): FileKind {
  if (kind !== null && kinds.includes(kind)) return kind;
  const what = kind === null ? 'of a kind we do not know' : `.${kind} by its content`;
  throw new FileRefused('FILE_KIND', `The file is ${what}. Send one of these: ${kinds.join(', ')}.`);
}

/** Removes what processes that died left in the spool. @param olderThanMs longer than any upload may take */
export async function emptySpool(folder: string, olderThanMs: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null); // another process may have taken it
    if (!found?.isFile() || found.mtimeMs > Date.now() - olderThanMs) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
