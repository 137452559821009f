import { makeBackup } from './backup/backup';
import { restoreBackup } from './backup/restore';
import { openStore } from './files';
import type { Platform } from './platform';
import { dim, green, write, yellow } from './terminal';

/** Keys that the environment may hold, and that nothing can be opened or verified without. */
const KEYS = ['SECRETS_KEYS', 'JWT_PRIVATE_KEY', 'AUDIT_PRIVATE_KEY', 'AUDIT_PUBLIC_KEYS'] as const;

/** @throws Error without a key: a backup holds everybody's data, and the keys that open their secrets */
function partsOf(platform: Platform) {
  const { databaseUrl, dataDir, settings } = platform;
  const { BACKUP_KEY: secret } = settings;
  if (secret === undefined)
    throw new Error(
      'BACKUP_KEY is not set: a backup is sealed with it (openssl rand -base64 32; BACKUP_KEY_FILE names a file that holds it).',
    );
  return {
    databaseUrl,
    dataDir,
    store: openStore(platform),
    secret,
    onProgress: (words: string) => write(dim(`  ${words}`)),
  };
}

/** `backup <file>`: all of the installation as of one moment, into one sealed file. The exit code is 1 when files were missing. */
export async function backUp(platform: Platform, [path]: string[]): Promise<void> {
  if (!path) throw new Error('Which file? npm run cli -- backup <file>');
  const variables = Object.fromEntries(
    KEYS.flatMap((name) => {
      const value = platform.settings[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const parts = { ...partsOf(platform), variables };
  const { tables, rows, files, missing, absentKeys, bytes } = await makeBackup(parts, path);
  write(
    `${green('✓')} ${path}: ${rows} rows of ${tables} tables, ${files} files, ${Math.ceil(bytes / 1024)} kB`,
  );
  for (const name of absentKeys)
    write(
      `${yellow('!')} ${name} is not in it: neither the variable is set here, nor is its key in ${platform.dataDir}/keys`,
    );
  for (const key of missing) write(`${yellow('!')} The store does not have the file ${key}`);
  if (missing.length > 0) process.exitCode = 1;
}

const KEEP = '--keep-files';

/** `restore <file> [--keep-files]`: into an empty database and an empty data folder. */
export async function restore(platform: Platform, words: string[]): Promise<void> {
  const [path, ...more] = words.filter((word) => word !== KEEP);
  if (!path || more.length > 0 || path.startsWith('--'))
    throw new Error(`Which file? npm run cli -- restore <file> [${KEEP}]`);
  const parts = { ...partsOf(platform), keepFiles: words.includes(KEEP) };
  const { madeAt, tables, rows, files, variables } = await restoreBackup(parts, path);
  write(`${green('✓')} As of ${madeAt}: ${rows} rows of ${tables} tables, ${files} files`);
  if (variables)
    write(
      `${yellow('!')} The keys that the environment held are in ${variables}: set them again, then remove it`,
    );
}
