import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBroadcast } from '../service-kit/changes/broadcast';
import { followSigningKeys } from '../service-kit/auth/key-changes';
import { silentLogger } from '../service-kit/process/logger';
import { Lifetime } from '../service-kit/process/process';
import { createSigningKeys } from '../subgraphs/identity/src/auth/keys';
import { useDatabase } from '../testkit/database';
import { runKeysCommand } from './keys-command';
import { Settings } from './settings';

const database = useDatabase();
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'keys-command-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

async function run(words: string[], settings: object = {}): Promise<string[]> {
  const lines: string[] = [];
  const log = silentLogger();
  const lifetime = new Lifetime(log);
  const read = {
    settings: Settings.parse({ DATA_DIR: dataDir, DATABASE_URL: database.url, ...settings }),
    port: 0,
    log,
  };
  try {
    await runKeysCommand({ lifetime, read, words, write: (line) => void lines.push(line) });
    return lines;
  } finally {
    await lifetime.stop();
  }
}

const keysNow = () => createSigningKeys({ folder: join(dataDir, 'keys') });

it('lists the keys, and makes one that is published before it signs', async () => {
  const { kid } = keysNow().current();
  expect(await run(['list'])).toEqual([`${kid}  signing-000001.pem  signs`]);
  const [next, signing] = await run(['rotate']);
  expect(next).toMatch(/^[\w-]{43} {2}signing-000002\.pem {2}published, signs from 20\d\d-/);
  expect(signing).toBe(`${kid}  signing-000001.pem  signs`);
  expect(keysNow().current().kid).toBe(kid);
});

it('retires a key, and tells every verifier which', async () => {
  const { kid } = keysNow().current();
  const heard: (readonly string[])[] = [];
  const broadcast = createBroadcast(await database.urlFor('gateway'), silentLogger());
  await followSigningKeys(broadcast, {
    find: async () => null,
    refresh: async (retired) => void heard.push(retired),
  });
  const lines = await run(['retire', kid]);
  for (const deadline = Date.now() + 5_000; !heard.flat().includes(kid) && Date.now() < deadline;)
    await sleep(5);
  await broadcast.close();
  expect(heard.flat()).toEqual([kid]);
  expect(lines).toHaveLength(1);
  expect(keysNow().isTrusted(kid)).toBe(false);
});

it('says what to do about a name that no key has, and about keys that are configured', async () => {
  await expect(run(['retire', 'nonsense'])).rejects.toThrow('keys list');
  await expect(run(['retire'])).rejects.toThrow('keys list');
  await expect(run(['rotate'], { JWT_PRIVATE_KEY: 'pem' })).rejects.toThrow('JWT_PRIVATE_KEY');
});
