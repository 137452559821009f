import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MEDIA_TYPES, type FileKind } from '../../service-kit/files/file-kinds';
import { attachment } from '../../service-kit/files/file-names';
import { FileMissing, isObjectKey, type FileStore } from '../../service-kit/files/file-store';
import type { RecordHeader } from './records';
import { BackupUnreadable } from './sealed-stream';

/** Where files go. */
export interface FilePlace {
  readonly dataDir: string;
  readonly store: FileStore;
  /** Told of each file that comes into the store, before it does. */
  readonly onFile?: (key: string) => void;
  /** Files that the store has already are left as they are; else they stop the restore: the store may be another installation's. */
  readonly keepFiles?: boolean;
}

/**
 * Puts one file of a backup into the store.
 *
 * @throws Error when the store has it already
 * @throws BackupUnreadable when it is another than its row says, or would lie elsewhere than files do
 */
export async function restoreFile(
  { dataDir, store, keepFiles = false, onFile }: FilePlace,
  { key, sha256, name, media }: RecordHeader & { kind: 'file' },
  bytes: AsyncIterable<Buffer>,
): Promise<void> {
  if (!isObjectKey(key)) throw new BackupUnreadable(`No file is called ${key}.`);
  const spool = join(dataDir, 'spool');
  await mkdir(spool, { recursive: true, mode: 0o700 });
  const path = join(spool, `restore-${randomUUID()}`);
  const hash = createHash('sha256');
  let size = 0;
  const measured = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of bytes) {
      hash.update(piece);
      size += piece.length;
      yield piece;
    }
  };
  try {
    await pipeline(
      Readable.from(measured(), { objectMode: false }),
      createWriteStream(path, { mode: 0o600 }),
    );
    if (hash.digest('hex') !== sha256)
      throw new BackupUnreadable(`The file ${key} is not what its row says.`);
    if (await isThere(store, key)) {
      if (keepFiles) return;
      throw new Error(
        `The store (${store.place}) has the file ${key} already. To try a backup, restore it away from the installation: unset S3_…, or name ` +
          'another bucket. To get a lost database back, --keep-files leaves the files that are there.',
      );
    }
    const contentType = MEDIA_TYPES[media as FileKind] ?? 'application/octet-stream';
    onFile?.(key);
    await store.put(key, { path, size, sha256 }, { contentType, contentDisposition: attachment(name) });
  } finally {
    await rm(path, { force: true });
  }
}

async function isThere(store: FileStore, key: string): Promise<boolean> {
  try {
    const stream = await store.get(key);
    stream.once('error', () => undefined); // of being given up
    stream.destroy();
    return true;
  } catch (error) {
    if (error instanceof FileMissing) return false;
    throw error;
  }
}
