import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from './config';
import { parseKeyRing, type KeyRing } from '../auth/secrets';

/** Makes the data folder (mode 0700 for what it newly makes). @returns its absolute path. @throws ConfigError when it can't be written */
export function prepareDataDir(folder: string): string {
  const path = resolve(folder);
  try {
    mkdirSync(join(path, 'keys'), { recursive: true, mode: 0o755 });
    chmodSync(join(path, 'keys'), 0o700);
    return path;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new ConfigError([`DATA_DIR: "${folder}" can't be written (${reason}): choose another folder`]);
  }
}

/**
 * Reads a secret from the data folder, making it at the first start. Two processes that start at once agree on one:
 * the file appears whole, by a hard link, and the second one reads the first one's.
 *
 * @param make called when there is none
 */
export function secretFile(dataDir: string, name: string, make: () => string): string {
  const path = join(dataDir, 'keys', name);
  const read = () => readFileSync(path, 'utf8');
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, make(), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return read();
}

/**
 * The key ring that seals secrets at rest.
 *
 * @param configured SECRETS_KEYS, `id:base64,…` with the current key first; when unset, a key in the data folder
 * @throws ConfigError when it can't be read
 */
export function loadKeyRing(configured: string | undefined, dataDir: string): KeyRing {
  const text =
    configured ?? secretFile(dataDir, 'secrets.keys', () => `k1:${randomBytes(32).toString('base64')}`);
  try {
    return parseKeyRing(text.trim());
  } catch {
    throw new ConfigError([
      'SECRETS_KEYS: must be id:key pairs separated by commas, each key 32 bytes in base64',
    ]);
  }
}
