import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fromFd, type Entry, type ZipFile } from 'yauzl';
import { WorkbookRefused } from './workbook-refused';

/** What a workbook may unpack to: each part, and all that are read. 50,000 rows of 12 columns are 25 MB. */
const UNPACKED_LIMITS = { partBytes: 400 * 1024 * 1024, parts: 5_000 } as const;
/** Sheets shrink to a fifth or a tenth; what shrinks more than this was made to. */
const MOST_RATIO = 250;
/** Small parts of one repeated letter are harmless. */
const RATIO_FROM_BYTES = 5 * 1024 * 1024;

const OLD_SIGNATURE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Encrypted workbooks of today lie in the old container, in a stream of this name (MS-OFFCRYPTO 1.3.2). */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');
const HEAD_BYTES = 1024 * 1024;

/** The parts of an open workbook. */
export interface ZipParts {
  /** Whether there is a part of this path; without regard to case, as the format demands (ECMA-376-2, 9.1.1). */
  has(path: string): boolean;
  paths(): readonly string[];
  /** Opens a part. @throws WorkbookRefused when there is none, or it unpacks to more than it says or may */
  read(path: string): Promise<Readable>;
  close(): void;
}

const keyOf = (path: string): string => path.replace(/^\//, '').toLowerCase();

/**
 * Opens a zip file. Its directory is checked before anything is unpacked: a bomb is known by the sizes it declares, and one
 * that lies about them is stopped where they end.
 *
 * @throws WorkbookRefused
 */
export async function openParts(path: string): Promise<ZipParts> {
  await refuseOldContainers(path);
  const handle = await open(path, 'r');
  try {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      // yauzl closes by itself only what it opened; the handle is ours.
      fromFd(handle.fd, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, file) =>
        error ? reject(new WorkbookRefused('FILE_BROKEN', error)) : resolve(file),
      );
    });
    const entries = await entriesOf(zip);
    return {
      has: (part) => entries.has(keyOf(part)),
      paths: () => [...entries.keys()],
      read: (part) => readPart(zip, entries.get(keyOf(part))),
      close: () => void handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** @throws WorkbookRefused FILE_ENCRYPTED for the container of a workbook with a password */
export async function refuseEncrypted(path: string): Promise<void> {
  if ((await containerOf(path)) === 'encrypted') throw new WorkbookRefused('FILE_ENCRYPTED');
}

async function refuseOldContainers(path: string): Promise<void> {
  const container = await containerOf(path);
  if (container === null) return;
  throw new WorkbookRefused(container === 'encrypted' ? 'FILE_ENCRYPTED' : 'FILE_OLD_FORMAT');
}

/** What lies in the old container; null for a file that is none. */
async function containerOf(path: string): Promise<'encrypted' | 'old' | null> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (!head.subarray(0, OLD_SIGNATURE.length).equals(OLD_SIGNATURE)) return null;
    if (head.includes(ENCRYPTED)) return 'encrypted';
    const { size } = await handle.stat();
    const tail = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, Math.max(0, size - HEAD_BYTES));
    return tail.buffer.subarray(0, tail.bytesRead).includes(ENCRYPTED) ? 'encrypted' : 'old';
  } finally {
    await handle.close();
  }
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry) => {
      try {
        checkEntry(entry, entries.size);
      } catch (error) {
        return reject(error as Error);
      }
      entries.set(keyOf(entry.fileName), entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', (error) => reject(new WorkbookRefused('FILE_BROKEN', error)));
    zip.readEntry();
  });
}

function checkEntry(entry: Entry, before: number): void {
  const { uncompressedSize: size, compressedSize } = entry;
  if ((entry.generalPurposeBitFlag & 1) === 1) throw new WorkbookRefused('FILE_ENCRYPTED');
  const isBomb = size > RATIO_FROM_BYTES && size > compressedSize * MOST_RATIO;
  if (isBomb || before >= UNPACKED_LIMITS.parts) throw new WorkbookRefused('FILE_IS_BOMB');
  if (size > UNPACKED_LIMITS.partBytes) throw new WorkbookRefused('FILE_TOO_LARGE');
}

function readPart(zip: ZipFile, entry: Entry | undefined): Promise<Readable> {
  if (!entry) return Promise.reject(new WorkbookRefused('FILE_BROKEN'));
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) =>
      error ? reject(new WorkbookRefused('FILE_BROKEN', error)) : resolve(stream),
    );
  });
}
