import { generateKeyPairSync } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomToken } from '../../../../service-kit/auth/secrets';

/*
 * Generated signing keys on disk: `signing-000001.pem`, `signing-000002.pem` … The highest number signs. A file is
 * written aside and linked into place, which is atomic and fails when the name is taken: of several processes that
 * start at once, one wins and all read the winner's key. Making the next number is a rotation.
 */

const NAME = /^signing-(\d{6})\.pem$/;
const fileName = (number: number): string => `signing-${String(number).padStart(6, '0')}.pem`;

/** After this, a new key is made at the next start or reading. */
const ROTATE_AFTER_MS = 90 * 24 * 3_600_000;
/** How long tokens of an older key can live: 10 minutes, clock skew, and the other processes' reading interval; doubled. */
const KEEP_RETIRED_MS = 30 * 60_000;

export interface KeyFile {
  name: string;
  pem: string;
}

export interface KeyFolder {
  /** The keys to publish, the signing one first; makes the first key, or the next when the last is old. */
  read(): KeyFile[];
}

/**
 * Keeps signing keys in a folder, readable by this account only.
 *
 * @param path made when missing
 */
export function createKeyFolder(path: string): KeyFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return {
    read() {
      let files = list(path);
      const [newest] = files;
      if (!newest || Date.now() - newest.madeAt > ROTATE_AFTER_MS) {
        addKey(path, (newest?.number ?? 0) + 1);
        files = list(path);
      }
      return published(path, files);
    },
  };
}

/**
 * Makes a new key: it signs from now on, in every process within 30 seconds; the older ones stay published until their
 * tokens have expired.
 *
 * @param path the folder given to {@link createKeyFolder}
 */
export function rotateSigningKey(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  addKey(path, (list(path)[0]?.number ?? 0) + 1);
}

interface Listed {
  name: string;
  number: number;
  madeAt: number;
}

/** Newest first. */
function list(path: string): Listed[] {
  return readdirSync(path)
    .flatMap((name) => {
      const number = NAME.exec(name)?.[1];
      return number ? [{ name, number: Number(number), madeAt: statSync(join(path, name)).mtimeMs }] : [];
    })
    .sort((a, b) => b.number - a.number);
}

/** A key retires when the next one is made. */
function published(path: string, files: readonly Listed[]): KeyFile[] {
  return files.flatMap(({ name }, index) => {
    const successor = files[index - 1];
    if (successor && Date.now() - successor.madeAt > KEEP_RETIRED_MS) return [];
    return [{ name, pem: readFileSync(join(path, name), 'utf8') }];
  });
}

function addKey(path: string, number: number): void {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const aside = join(path, `.${randomToken()}.tmp`);
  writeFileSync(aside, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(aside, join(path, fileName(number)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process made it: use theirs
  } finally {
    unlinkSync(aside);
  }
}
