import { createReadStream, readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { exportWhole } from '../service-kit/audit/read-audit';
import { verifyExport } from '../service-kit/audit/verify-export';
import { isId } from '../service-kit/data/ids';
import { prepareDataDir } from '../service-kit/process/data-dir';
import type { Lifetime } from '../service-kit/process/process';
import { readPublicKeys } from './audit-keys';
import { loadAuditKeys } from './audit';
import { openEventSource } from './events';
import { openPlatform, type StartedWith } from './platform';
import { bold, green, red, write } from './terminal';

export const AUDIT_ACTIONS = ['verify', 'export', 'key'];

/** `audit verify|export|key`; see the usage. @throws Error with what is wrong with the words, the file or the audit */
export async function runAuditCommand(
  started: { lifetime: Lifetime; read: StartedWith },
  [action, ...words]: string[],
): Promise<void> {
  if (action === 'verify') await verifyFile(started.read, words);
  else if (action === 'export') await exportFile(started, words);
  else writeKeys(started.read);
}

const keysOf = ({ settings }: StartedWith) =>
  loadAuditKeys({ settings, dataDir: prepareDataDir(settings.DATA_DIR) }).trusted;

function writeKeys(read: StartedWith): void {
  for (const [id, key] of keysOf(read)) {
    write(`${bold(id)}\n${key.export({ type: 'spki', format: 'pem' }).toString().trim()}`);
  }
}

async function verifyFile(read: StartedWith, [file, option, keyFile]: string[]): Promise<void> {
  if (!file || (option !== undefined && (option !== '--key' || !keyFile)))
    throw new Error('Say which file: audit verify <file> [--key <file>]');
  const keys = keyFile ? readPublicKeys(readFileSync(keyFile, 'utf8')) : keysOf(read);
  if (keys.size === 0) throw new Error(`There is no public key in ${keyFile}.`);
  const lines = createInterface({ input: createReadStream(file, 'utf8') });
  const { orgId, entries, checkpoints, unsigned, from, begunOn, endedAt, faults } = await verifyExport(
    lines,
    keys,
  );
  write(
    `Organisation ${orgId}: ${entries} entries, ${checkpoints} signatures, ${unsigned} entries after the last one.`,
  );
  if (begunOn !== null)
    write(`It begins with entry ${from}: what was before was forgotten, at the latest on ${begunOn}.`);
  if (endedAt !== null) write(`It ends where the audit ended at ${endedAt}.`);
  write(`Verified by ${[...keys.keys()].join(', ')}.`);
  for (const { position, entryId, message } of faults) {
    write(`${red('✗')} ${position === null ? '' : `${position} (${entryId ?? 'no entry'}): `}${message}`);
  }
  if (faults.length > 0) throw new Error(`The audit is not intact: ${faults.length} faults.`);
  write(`${green('✓')} The audit is intact.`);
}

async function exportFile(
  { lifetime, read }: { lifetime: Lifetime; read: StartedWith },
  [orgId = '', file]: string[],
): Promise<void> {
  if (!isId(orgId) || !file) throw new Error('Say whose, and where to: audit export <organisation> <file>');
  const platform = await openPlatform(lifetime, read, { embedded: true });
  const source = await openEventSource(platform, 'identity');
  const out = await open(file, 'wx');
  let entries = 0;
  try {
    for await (const { text, count } of exportWhole(source, orgId, loadAuditKeys(platform).signing)) {
      await out.write(text);
      entries += count;
    }
  } catch (error) {
    await rm(file); // a part of an audit looks like an audit
    throw error;
  } finally {
    await out.close();
  }
  write(`${entries} entries: ${file}`);
}
