import { parseArgs } from 'node:util';
import { isId } from '../service-kit/data/ids';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { loadAuditKeys } from './audit';
import { readPublicKeys } from './audit-keys';
import { absentKeysOf, makeBackup } from './backup/backup';
import { backUpOrganization } from './backup/organization-backup';
import { restoreOrganization } from './backup/organization-restore';
import { openBackup, restoreBackup } from './backup/restore';
import { openStore } from './files';
import type { Platform } from './platform';
import { dim, green, write, yellow } from './terminal';

/** Keys that the environment may hold, and that nothing can be opened or verified without. */
const KEYS = ['SECRETS_KEYS', 'JWT_PRIVATE_KEY', 'AUDIT_PRIVATE_KEY', 'AUDIT_PUBLIC_KEYS'] as const;

const warn = (words: string): void => write(`${yellow('!')} ${words}`);
const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} kB`;

/** @throws Error without a key: a backup holds everybody's data, and the keys that open their secrets */
function partsOf(platform: Platform) {
  const { databaseUrl, dataDir, settings } = platform;
  const { BACKUP_KEY: secret } = settings;
  if (secret === undefined)
    throw new Error(
      'BACKUP_KEY is not set: a backup is sealed with it (openssl rand -base64 32; BACKUP_KEY_FILE names a file that holds it).',
    );
  const variables = Object.fromEntries(
    KEYS.flatMap((name) => {
      const value = platform.settings[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return {
    databaseUrl,
    dataDir,
    variables,
    store: openStore(platform),
    secret,
    onProgress: (words: string) => write(dim(`  ${words}`)),
  };
}

/** What opens secrets and verifies audits here. @throws Error where the installation's keys are not: new ones would be made, which open nothing */
function keysOf(platform: Platform, parts: ReturnType<typeof partsOf>) {
  const isAbsent = absentKeysOf(parts).includes('AUDIT_PRIVATE_KEY');
  const keyRing = loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir);
  const earlier = readPublicKeys(platform.settings.AUDIT_PUBLIC_KEYS ?? '');
  return { keyRing, auditKeys: isAbsent ? earlier : loadAuditKeys(platform).trusted };
}

/**
 * `backup [--organization <id>] <file>`: all of the installation, or of one organisation, as of one moment, into one sealed file. The exit
 * code is 1 when files were missing.
 */
export async function backUp(platform: Platform, words: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: words,
    options: { organization: { type: 'string' } },
    allowPositionals: true,
  });
  const [path, ...more] = positionals;
  if (!path || more.length > 0)
    throw new Error('Which file? npm run cli -- backup [--organization <id>] <file>');
  const missing =
    values.organization === undefined
      ? await backUpAll(platform, path)
      : await backUpOne(platform, values.organization, path);
  for (const key of missing) warn(`The store does not have the file ${key}`);
  if (missing.length > 0) process.exitCode = 1;
}

async function backUpAll(platform: Platform, path: string): Promise<readonly string[]> {
  const done = await makeBackup(partsOf(platform), path);
  const { tables, rows, files, missing, absentKeys, bytes } = done;
  write(`${green('✓')} ${path}: ${rows} rows of ${tables} tables, ${files} files, ${kilobytes(bytes)}`);
  for (const name of absentKeys)
    warn(
      `${name} is not in it: neither the variable is set here, nor is its key in ${platform.dataDir}/keys`,
    );
  return missing;
}

async function backUpOne(platform: Platform, id: string, path: string): Promise<readonly string[]> {
  if (!isId(id)) throw new Error(`"${id}" is no organisation's id.`);
  const parts = partsOf(platform);
  const done = await backUpOrganization({ ...parts, ...keysOf(platform, parts) }, id.toLowerCase(), path);
  const { name, rows, people, files, missing, lostSecrets, bytes } = done;
  write(
    `${green('✓')} ${path}: ${name}, ${rows} rows, ${people} people, ${files} files, ${kilobytes(bytes)}`,
  );
  if (lostSecrets > 0) warn(`${lostSecrets} secrets are sealed under a key that is not in SECRETS_KEYS`);
  return missing;
}

const KEEP = '--keep-files';

/**
 * `restore <file> [--keep-files]`: what the file is of. All of an installation goes into an empty database and an empty data folder, an
 * organisation beside others.
 */
export async function restore(platform: Platform, words: string[]): Promise<void> {
  const [path, ...more] = words.filter((word) => word !== KEEP);
  if (!path || more.length > 0 || path.startsWith('--'))
    throw new Error(`Which file? npm run cli -- restore <file> [${KEEP}]`);
  const parts = { ...partsOf(platform), keepFiles: words.includes(KEEP) };
  const { begin, records } = await openBackup(path, parts.secret);
  await records.return(undefined);
  if (begin.kind === 'organization') return restoreOne(platform, parts, path);
  const { madeAt, tables, rows, files, variables } = await restoreBackup(parts, path);
  write(`${green('✓')} As of ${madeAt}: ${rows} rows of ${tables} tables, ${files} files`);
  if (variables)
    warn(`The keys that the environment held are in ${variables}: set them again, then remove it`);
}

async function restoreOne(
  platform: Platform,
  parts: ReturnType<typeof partsOf> & { keepFiles: boolean },
  path: string,
): Promise<void> {
  const done = await restoreOrganization({ ...parts, ...keysOf(platform, parts) }, path);
  const { orgId, name, madeAt, rows, people, keptPeople, files, unknownAuditKeys } = done;
  write(`${green('✓')} ${name} (${orgId}) as of ${madeAt}: ${rows} rows, ${people} people, ${files} files`);
  if (keptPeople > 0)
    warn(`${keptPeople} people were here already: they keep the password that they have here`);
  if (unknownAuditKeys.length > 0)
    warn(`Its audit is signed with keys that are not trusted here: add them to AUDIT_PUBLIC_KEYS`);
  for (const pem of unknownAuditKeys) write(pem.trim());
}
