import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBroadcast } from '../service-kit/changes/broadcast';
import { followSigningKeys } from '../service-kit/auth/key-changes';
import { silentLogger } from '../service-kit/process/logger';
import { Lifetime } from '../service-kit/process/process';
import { createSigningKeys } from '../subgraphs/identity/src/auth/keys';
import { Client } from 'pg';
import { createKeyRing } from '../service-kit/auth/secrets';
import { newId } from '../service-kit/data/ids';
import { useDatabase } from '../testkit/database';
import { runKeysCommand } from './keys-command';
import { openPlatform } from './platform';
import { runSecretsCommand, SEALED_COLUMNS } from './secrets-command';
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
  for (const deadline = Date.now() + 90_000; !heard.flat().includes(kid) && Date.now() < deadline;)
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

describe('secrets rotate', () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
  const oldRing = createKeyRing([['old', oldKey]]);
  const newRing = createKeyRing([['new', newKey]]);
  const text = (...keys: (readonly [string, Buffer])[]) =>
    keys.map(([id, key]) => `${id}:${key.toString('base64')}`).join(',');
  const rotate = async (keys: string): Promise<string[]> => {
    const lines: string[] = [];
    const log = silentLogger();
    const lifetime = new Lifetime(log);
    const settings = Settings.parse({ DATA_DIR: dataDir, DATABASE_URL: database.url, SECRETS_KEYS: keys });
    try {
      const platform = await openPlatform(lifetime, { settings, port: 0, log }, { embedded: true });
      await runSecretsCommand(platform, ['rotate'], (line) => void lines.push(line));
      return lines;
    } finally {
      await lifetime.stop();
    }
  };
  const asOwner = async <T>(work: (db: Client) => Promise<T>): Promise<T> => {
    const db = new Client(database.url);
    await db.connect();
    try {
      await db.query(`SET session_replication_role = replica`); // nothing but the rows that matter here
      return await work(db);
    } finally {
      await db.end();
    }
  };
  const [orgId, id, userId] = [newId(), newId(), newId()];

  /** A row for each place, 150 mails among them, and what is sealed there. */
  async function fill(db: Client): Promise<void> {
    const add = (sql: string, ...values: unknown[]) => db.query(sql, [orgId, id, ...values]);
    const columns = Object.values(SEALED_COLUMNS).flat();
    const seal = (place: string, key: string[]) => {
      const column = columns.find(({ table, read }) => place === `${table} ${read}`);
      return oldRing.seal('plain', column?.purpose(key) ?? `There is no ${place}`);
    };
    await db.query(`INSERT INTO identity.organizations (org_id, name) VALUES ($1, 'Sealed')`, [orgId]);
    await add(
      `INSERT INTO crm.kommo_credentials VALUES ($1, $2, 'client', $3, '…', 'https://x.test', now(), $2)`,
      seal('crm.kommo_credentials client_secret_sealed', [orgId, id]),
    );
    await add(
      `INSERT INTO crm.connection_tokens VALUES ($1, $2, 7, $3, $4, now(), now())`,
      seal('crm.connection_tokens access_token_sealed', [orgId, id]),
      seal('crm.connection_tokens refresh_token_sealed', [orgId, id]),
    );
    await add(
      `INSERT INTO crm.pending_installs VALUES ($1, $2, $2, 'client', 1, 'acme', 'Acme', null, '', $3, $4, now(), now(), now(), now())`,
      seal('crm.pending_installs access_token_sealed', [orgId, id]),
      seal('crm.pending_installs refresh_token_sealed', [orgId, id]),
    );
    await add(
      `INSERT INTO crm.webhooks (org_id, connection_id, account_id, secret_hash, secret_sealed, state)
       VALUES ($1, $2, 1, $3, $4, 'ACTIVE')`,
      randomBytes(32),
      seal('crm.webhooks secret_sealed', [orgId, id]),
    );
    await add(
      `INSERT INTO identity.oidc_providers VALUES ($1, 'https://x.test', 'client', $3, $2, true, now(), $2)`,
      seal('identity.oidc_providers client_secret_sealed', [orgId]),
    );
    await db.query('INSERT INTO identity.totp_factors (user_id, sealed_secret) VALUES ($1, $2)', [
      userId,
      seal('identity.totp_factors sealed_secret', [userId]),
    ]);
    await db.query(
      `INSERT INTO crm.inbox (org_id, consumer, event_id, type, object, payload, emitted_at)
       SELECT $1, 'mail', gen_random_uuid(), 'mail.requested', 'mail:' || n, jsonb_build_object('sealed', $2::text), now()
         FROM generate_series(1, 150) AS n`,
      [orgId, seal(`crm.inbox payload ->> 'sealed'`, [])],
    );
  }

  const sealedAs = (db: Client, ring: typeof oldRing) => async () => {
    let opened = 0;
    for (const { table, read, key, purpose, where = 'true' } of Object.values(SEALED_COLUMNS).flat()) {
      const texts = key.map((name) => `${name}::text`).join(', ');
      const { rows } = await db.query<{ key: string[]; sealed: string }>(
        `SELECT ARRAY[${texts}] AS key, ${read} AS sealed FROM ${table} WHERE ${where} AND ${read} IS NOT NULL`,
      );
      for (const row of rows) opened += ring.open(row.sealed, purpose(row.key)) === 'plain' ? 1 : 0;
    }
    return opened;
  };

  it('seals everything anew under the first key, and says what it can’t open', async () => {
    await asOwner(fill);
    await expect(rotate(text(['new', newKey]))).rejects.toThrow('add it, and run this again');
    const lines = await rotate(text(['new', newKey], ['old', oldKey]));
    expect(lines).toEqual(
      expect.arrayContaining([
        'crm.connection_tokens: 2 sealed anew',
        'crm.inbox: 150 sealed anew',
        'identity.totp_factors: 1 sealed anew',
      ]),
    );
    expect(await asOwner((db) => sealedAs(db, newRing)())).toBe(158);
    expect(await rotate(text(['new', newKey]))).toEqual([expect.stringContaining('sealed under "new"')]);
  });

  it('knows every place where something is sealed', async () => {
    const { rows } = await asOwner((db) =>
      db.query<{ place: string }>(
        `SELECT table_schema || '.' || table_name || '.' || column_name AS place FROM information_schema.columns
          WHERE column_name LIKE '%sealed%' AND data_type = 'text'`,
      ),
    );
    const known = Object.values(SEALED_COLUMNS).flat();
    const plain = known
      .map(({ table, read }) => `${table}.${read}`)
      .filter((place) => /^[\w.]+$/.test(place));
    expect(rows.map(({ place }) => place).sort()).toEqual(plain.sort());
  });
});
