import type { Readable } from 'node:stream';

/** A file that lies complete on this machine's disk, to be taken into a store. */
export interface SpooledFile {
  readonly path: string;
  readonly size: number;
  /** SHA-256 in hexadecimal digits. */
  readonly sha256: string;
}

/** What a store tells whoever reads the object past us. */
interface ObjectHeaders {
  readonly contentType: string;
  readonly contentDisposition: string;
}

/**
 * Where the bytes of files lie. A key is `<organisation>/<file>`, both ids: nothing a person wrote is ever part of it.
 * What a file is called, how large it is and whose it is stands in the database (`file-tables.ts`).
 */
export interface FileStore {
  /** For the log of a start. */
  readonly place: string;
  /** Takes a file in; whole, or not at all. The spooled one may be gone afterwards. */
  put(key: string, file: SpooledFile, headers: ObjectHeaders): Promise<void>;
  /** @throws FileMissing when there is none */
  get(key: string): Promise<Readable>;
  /** Does nothing when there is none. */
  remove(key: string): Promise<void>;
}

/** The database knows of a file that its store doesn't have. */
export class FileMissing extends Error {
  constructor(key: string) {
    super(`The file ${key} is not in the store.`);
    this.name = 'FileMissing';
  }
}

const KEY = /^[0-9a-f-]{36}\/[0-9a-f-]{36}$/;

/** Whether a text is a key. */
export const isObjectKey = (text: string): boolean => KEY.test(text);

/** Makes a key. @throws Error for what is no pair of ids: it could climb out of the store */
export function objectKey(orgId: string, fileId: string): string {
  const key = `${orgId}/${fileId}`.toLowerCase();
  if (!isObjectKey(key)) throw new Error('A key is made of two ids.');
  return key;
}
