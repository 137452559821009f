import { join } from 'node:path';
import { announceKeyChange } from '../service-kit/auth/key-changes';
import {
  createKeyFolder,
  PUBLISH_AHEAD_MS,
  type KeyFile,
  type KeyFolder,
} from '../subgraphs/identity/src/auth/key-folder';
import { createSigningKeys, keyNameOf } from '../subgraphs/identity/src/auth/keys';
import { openBroadcast, openPlatform, type StartedWith } from './platform';
import type { Lifetime } from '../service-kit/process/process';
import { prepareDataDir } from '../service-kit/process/data-dir';

/*
 * `npm run cli -- keys rotate|retire|list`: the keys that sign access tokens.
 */

export const KEY_ACTIONS = ['rotate', 'retire', 'list'] as const;

const CONFIGURED =
  'The keys are configured by JWT_PRIVATE_KEY. To rotate, add the new key behind the first and restart identity; ' +
  'after ten minutes move it to the front and restart again; after thirty more take the old one out. ' +
  'To retire a key at once, take it out and restart identity and whatever else runs.';

interface KeyCommand {
  lifetime: Lifetime;
  read: StartedWith;
  /** The action and its arguments. */
  words: readonly string[];
  write: (line: string) => void;
}

/**
 * Runs a command on the signing keys.
 *
 * @throws Error in words: keys that are configured elsewhere, a name that no key has
 */
export async function runKeysCommand({ lifetime, read, words, write }: KeyCommand): Promise<void> {
  const [action, kid] = words;
  const { JWT_PRIVATE_KEY: pem, DATA_DIR } = read.settings;
  const isConfigured = pem !== undefined && pem.trim() !== '';
  if (action === 'list' && isConfigured) {
    for (const key of createSigningKeys({ pem }).jwks().keys) write(`${key.kid}  JWT_PRIVATE_KEY`);
    return;
  }
  if (isConfigured) throw new Error(CONFIGURED);
  const folder = createKeyFolder(join(prepareDataDir(DATA_DIR), 'keys'));
  if (action === 'list') {
    for (const key of folder.list()) write(lineOf(key));
    return;
  }
  const retired = action === 'retire' ? [retire(folder, kid)] : [];
  if (action === 'rotate') folder.add();
  folder.read(); // makes a key where none is left
  await announce(lifetime, read, retired);
  for (const key of folder.list()) write(lineOf(key));
  if (action === 'rotate') write(`\nThe new key signs in ${PUBLISH_AHEAD_MS / 60_000} minutes.`);
}

function retire(folder: KeyFolder, kid: string | undefined): string {
  const file = folder.list().find((key) => keyNameOf(key.pem, key.name) === kid);
  if (!file || kid === undefined) {
    throw new Error('Name a key to retire, as "keys list" shows it: npm run cli -- keys retire <kid>');
  }
  folder.remove(file.name);
  return kid;
}

async function announce(lifetime: Lifetime, read: StartedWith, retired: readonly string[]): Promise<void> {
  const platform = await openPlatform(lifetime, read, { embedded: true });
  const broadcast = await openBroadcast(platform);
  await announceKeyChange(broadcast, retired);
}

const WORDS: Record<KeyFile['state'], (until: string) => string> = {
  PUBLISHED: (until) => `published, signs from ${until}`,
  SIGNING: () => 'signs',
  RETIRING: (until) => `verifies until ${until}`,
  EXPIRED: () => 'expired: its file can be removed',
};

const lineOf = ({ name, pem, state, until }: KeyFile): string =>
  `${keyNameOf(pem, name)}  ${name}  ${WORDS[state](until === null ? '' : new Date(until).toISOString())}`;
