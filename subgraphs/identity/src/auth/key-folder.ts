import { generateKeyPairSync } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomToken } from '../../../../service-kit/auth/secrets';

/*
 * Generated signing keys on disk: `signing-000001.pem`, `signing-000002.pem` … A file is written aside and linked into
 * place, which is atomic and fails when the name is taken: of several processes that start at once, one wins and all
 * read the winner's key. Making the next number is a rotation; removing a file retires its key.
 *
 *   PUBLISHED --10 min--> SIGNING --the next one signs--> RETIRING --30 min--> EXPIRED (published no more)
 *
 * A key is published before it signs, longer than anybody may keep the published set (`JWKS_MAX_AGE_SECONDS`): a verifier
 * that asks for no unknown key by itself knows it in time. Only where there is no other key it signs at once.
 */

const NAME = /^signing-(\d{6})\.pem$/;
const fileName = (number: number): string => `signing-${String(number).padStart(6, '0')}.pem`;

const MINUTE_MS = 60_000;
/** After this, a new key is made at the next start or reading. */
const ROTATE_AFTER_MS = 90 * 24 * 60 * MINUTE_MS;
/** How long others may keep the published keys (`Cache-Control` of the JWKS). */
export const JWKS_MAX_AGE_SECONDS = 300;
/** Twice what others may keep. */
export const PUBLISH_AHEAD_MS = 2 * JWKS_MAX_AGE_SECONDS * 1000;
/** How long tokens of an older key can live: 10 minutes, clock skew, and the other processes' reading; doubled. */
const KEEP_RETIRED_MS = 30 * MINUTE_MS;

/** Where a key stands in its life. */
type KeyState = 'PUBLISHED' | 'SIGNING' | 'RETIRING' | 'EXPIRED';

export interface KeyFile {
  name: string;
  pem: string;
  state: KeyState;
  /** When the state changes next, in ms since the epoch; null for the signing key until there is another. */
  until: number | null;
}

export interface KeyFolder {
  /** The keys to publish, the signing one first; makes the first key, or the next when the last is old. */
  read(): KeyFile[];
  /** All files, newest first, expired ones too; makes none. */
  list(): KeyFile[];
  /** Changes whenever a file comes or goes. */
  stamp(): string;
  /** Makes the next key. It is published at once and signs ten minutes later; alone in the folder, it signs at once. */
  add(): void;
  /** Removes a key's file: nothing it signed is trusted any more. */
  remove(name: string): void;
}

/**
 * Keeps signing keys in a folder, readable by this account only.
 *
 * @param path made when missing
 */
export function createKeyFolder(path: string): KeyFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const read = (): KeyFile[] => {
    let files = listed(path);
    const [newest] = files;
    if (!newest || Date.now() - newest.madeAt > ROTATE_AFTER_MS) {
      addKey(path, (newest?.number ?? 0) + 1);
      files = listed(path);
    }
    return withStates(path, files)
      .filter(({ state }) => state !== 'EXPIRED')
      .sort((a, b) => Number(b.state === 'SIGNING') - Number(a.state === 'SIGNING'));
  };
  return {
    read,
    list: () => withStates(path, listed(path)),
    stamp: () => String(statSync(path, { bigint: true }).mtimeNs),
    add: () => addKey(path, (listed(path)[0]?.number ?? 0) + 1),
    remove: (name) => {
      if (NAME.test(name)) unlinkSync(join(path, name));
    },
  };
}

interface Listed {
  name: string;
  number: number;
  madeAt: number;
}

/** Newest first. A file that another process removes meanwhile is left out. */
function listed(path: string): Listed[] {
  return readdirSync(path)
    .flatMap((name) => {
      const number = NAME.exec(name)?.[1];
      const file = number && statSync(join(path, name), { throwIfNoEntry: false });
      return file ? [{ name, number: Number(number), madeAt: file.mtimeMs }] : [];
    })
    .sort((a, b) => b.number - a.number);
}

/** The newest key that was published long enough signs; without one, the oldest: it was published longest. */
function withStates(path: string, files: readonly Listed[]): KeyFile[] {
  const signsAt = (file: Listed) => file.madeAt + PUBLISH_AHEAD_MS;
  const grown = files.findIndex((file) => signsAt(file) <= Date.now());
  const signing = grown === -1 ? files.length - 1 : grown;
  return files.flatMap((file, index): KeyFile[] => {
    const pem = readIfThere(join(path, file.name));
    if (pem === null) return [];
    const key = { name: file.name, pem };
    if (index < signing) return [{ ...key, state: 'PUBLISHED', until: signsAt(file) }];
    if (index === signing) return [{ ...key, state: 'SIGNING', until: null }];
    const until = signsAt(files[index - 1] ?? file) + KEEP_RETIRED_MS;
    return until > Date.now()
      ? [{ ...key, state: 'RETIRING', until }]
      : [{ ...key, state: 'EXPIRED', until: null }];
  });
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
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
