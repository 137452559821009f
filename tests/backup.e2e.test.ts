import { randomBytes } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { startProduct } from '../main/all-in-one';
import { makeBackup, type BackedUp } from '../main/backup/backup';
import { backUpOrganization } from '../main/backup/organization-backup';
import { restoreOrganization } from '../main/backup/organization-restore';
import { MEMBERS, organizationTables } from '../main/backup/organization-tables';
import { nothing, once, textOf, writeRecords, type BackupRecord } from '../main/backup/records';
import { openBackup, restoreBackup } from '../main/backup/restore';
import { open, seal } from '../main/backup/sealed-stream';
import { tablesOf } from '../main/backup/tables';
import { loadAuditKeys } from '../main/audit';
import { signBeginning } from '../service-kit/audit/audit-chain';
import { urlOfPart } from '../main/database-roles';
import { SEALED_COLUMNS } from '../main/secrets-command';
import { Settings } from '../main/settings';
import { createLocalStore } from '../service-kit/files/local-store';
import { connectClient } from '../service-kit/postgres/database-roles';
import { loadKeyRing, prepareDataDir } from '../service-kit/process/data-dir';
import { newId } from '../service-kit/data/ids';
import { silentLogger } from '../service-kit/process/logger';
import { Lifetime } from '../service-kit/process/process';
import { secretPurpose } from '../subgraphs/crm/src/credentials/integration-secrets';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post } from '../testkit/client';
import { connectCompany, logIn, openCompany, type Company } from '../testkit/company';
import { freePort } from '../testkit/ports';
import { useProduct } from '../testkit/product';
import { seedOrganization, type SeededOrganization } from '../testkit/seed';
import { CLONE_PREFIX, cloneTemplate, urlOfDatabase } from '../testkit/template-database';
import { untilDelivered } from './isolation/responsible';

/*
 * A backup of a product that was worked with, restored into an empty database and an empty folder: every row of every table is the same,
 * and the product started there knows the people, opens the secrets and gives out the files.
 */

const SECRET = 'a key that is kept elsewhere';
const product = useProduct('all in one process');
const scratch = mkdtempSync(join(tmpdir(), 'cashcraft-backup-'));
const lifetime = new Lifetime(silentLogger());
let identity: DataSource;
let company: Company;
let file: string;
let made: BackedUp;
let download: string;

const ask = (query: string, input?: object, url = product.url) =>
  must(post(`${url}/graphql`, company.tokens.owner, query, input ? { input } : {}));
const storeOf = (dataDir: string) => createLocalStore(join(dataDir, 'files'));

async function emptyDatabase(): Promise<string> {
  const name = `${CLONE_PREFIX}restored_${randomBytes(4).toString('hex')}`;
  const admin = await connectClient(process.env['TEST_DATABASE_URL'] ?? '');
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  return urlOfDatabase(product.database.url, name);
}

const back = (path: string, secret = SECRET) =>
  makeBackup(
    {
      databaseUrl: product.database.url,
      dataDir: product.dataDir,
      store: storeOf(product.dataDir),
      variables: { SECRETS_KEYS: 'of the environment' },
      secret,
      onProgress: () => undefined,
    },
    path,
  );
const restore = async (path: string, secret = SECRET) => {
  const databaseUrl = await emptyDatabase();
  const dataDir = mkdtempSync(join(scratch, 'data-'));
  const restored = await restoreBackup(
    { databaseUrl, dataDir, store: storeOf(dataDir), secret, onProgress: () => undefined },
    path,
  );
  return { databaseUrl, dataDir, restored };
};

/** The journal of cards, which is in parts, has changes of now and of nearly a year ago. */
async function changeCards(): Promise<void> {
  const client = await connectClient(product.database.url);
  await client.query('UPDATE crm.contacts SET name = name || $2 WHERE org_id = $1', [
    company.org.id,
    ' (changed)',
  ]);
  await client.query(
    `INSERT INTO crm.card_changes (org_id, connection_id, kind, kommo_id, at, learned_at, cause, before, after)
     SELECT org_id, connection_id, kind, kommo_id, at, learned_at - interval '300 days', cause, before, after
       FROM crm.card_changes WHERE org_id = $1 LIMIT 5`,
    [company.org.id],
  );
  await client.end();
}

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
  await connectCompany(product, company, 'acme-demo');
  const { leads } = await ask('{ leads(first: 1) { edges { node { id } } } }');
  const { createEstimate } = await ask(
    'mutation ($input: CreateEstimateInput!) { createEstimate(input: $input) { estimate { id } userErrors { code path } } }',
    {
      leadId: leads.edges[0].node.id,
      title: 'Küche, "ganz" neu\\ mit\tTab\nund Zeile',
      currency: 'EUR',
      taxRate: '20',
      positions: [{ name: 'Штукатурка', unitPrice: '12.5' }],
    },
  );
  const { exportEstimate } = await ask(
    'mutation ($input: ExportEstimateInput!) { exportEstimate(input: $input) { job { id } userErrors { code path } } }',
    { estimateId: createEstimate.estimate.id, format: 'CSV' },
  );
  for (;;) {
    const { exportedFile } = await must(
      post(
        `${product.url}/graphql`,
        company.tokens.owner,
        'query ($id: ID!) { exportedFile(jobId: $id) { url } }',
        { id: exportEstimate.job.id },
      ),
    ).catch(() => ({ exportedFile: null }));
    download = exportedFile?.url ?? '';
    if (download !== '') break;
    await sleep(100);
  }
  await changeCards();
  await untilDelivered(product.database.url, company.org.id); // what is compared afterwards must not change by itself
  file = join(scratch, 'whole.backup');
  made = await back(file);
});
afterAll(async () => {
  await lifetime.stop();
  await identity?.destroy();
  rmSync(scratch, { recursive: true, force: true });
});

/** Every row of every table, as PostgreSQL writes it. Queues and outboxes go on by themselves; they are looked at apart. */
async function rowsOf(url: string): Promise<Map<string, string[]>> {
  const client = await connectClient(url);
  const found = new Map<string, string[]>();
  for (const { name } of await tablesOf(client)) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t ORDER BY 1`);
    found.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  await client.end();
  return found;
}
/** How many months of the journal have rows. @throws Error for a row that is in none */
async function journalPartsOf(url: string): Promise<number> {
  const client = await connectClient(url);
  const { rows } = await client.query<{ part: string }>(
    'SELECT DISTINCT tableoid::regclass::text AS part FROM crm.card_changes',
  );
  await client.end();
  const odd = rows.filter(({ part }) => !/^crm\.card_changes_\d{4}_\d\d$/.test(part));
  if (odd.length > 0) throw new Error(`Rows lie in ${odd.map(({ part }) => part).join(', ')}.`);
  return rows.length;
}
/** What a running product changes by itself. */
const RESTLESS = /^(bullmq\.|audit\.|changes\.|\w+\.(outbox|inbox)$)/;

it('restores every row of every table, the files and the keys', async () => {
  expect(made.missing).toEqual([]);
  expect(made.files).toBe(1);
  const { databaseUrl, dataDir, restored } = await restore(file);
  expect(restored).toMatchObject({ tables: made.tables, rows: made.rows, files: 1 });
  expect(await journalPartsOf(databaseUrl)).toBeGreaterThan(1); // each row in its month
  const [before, after] = [await rowsOf(product.database.url), await rowsOf(databaseUrl)];
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [table, rows] of before)
    if (!RESTLESS.test(table)) expect([table, after.get(table)]).toEqual([table, rows]);
  expect(before.get('crm.leads')?.length).toBeGreaterThan(10);
  expect(before.get('estimates.positions')?.join()).toContain('Штукатурка');
  for (const name of ['secrets.keys', 'audit.pem'])
    expect(readFileSync(join(dataDir, 'keys', name))).toEqual(
      readFileSync(join(product.dataDir, 'keys', name)),
    );
  expect(readFileSync(restored.variables ?? '', 'utf8')).toBe('SECRETS_KEYS="of the environment"\n');

  const settings = Settings.parse({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    KOMMO_AUTHORIZE_URL: product.simulator.authorizeUrl,
    KOMMO_ACCOUNT_URL: product.simulator.accountUrl,
    SYNC_INTERVAL_SECONDS: '0',
  });
  const { url } = await startProduct(lifetime, { settings, port: await freePort(), log: silentLogger() });
  // The token of before, for the signing keys came along; and who logs in anew is known.
  const query =
    '{ me { organization { name } } leads(first: 1) { totalCount } estimates(first: 1) { edges { node { number } } } }';
  expect(await ask(query, undefined, url)).toEqual(await ask(query));
  const { pathname, search } = new URL(download);
  const [there, here] = await Promise.all([url, product.url].map((at) => fetch(`${at}${pathname}${search}`)));
  expect(there?.status).toBe(200);
  expect(await there?.text()).toBe(await here?.text());
  // Sequences go on behind what was restored.
  const made2 = await ask(
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } userErrors { code } } }',
    { name: 'After the restore' },
    url,
  );
  expect(made2.createProject.userErrors).toEqual([]);
});

it('is of one moment, whatever is written meanwhile: no change without its audit entry', async () => {
  const create =
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { userErrors { code } } }';
  let isOver = false;
  // The backup begins when a project stands; its snapshot may come before the second one.
  let standing = (): void => undefined;
  const first = new Promise<void>((resolve) => (standing = resolve));
  const writing = (async () => {
    let n = 0;
    while (!isOver) {
      await ask(create, { name: `Meanwhile ${(n += 1)}` });
      standing();
    }
    return n;
  })();
  await Promise.race([first, writing]);
  const path = join(scratch, 'busy.backup');
  await back(path);
  isOver = true;
  expect(await writing).toBeGreaterThan(1);
  const { databaseUrl } = await restore(path);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ projects: number; entries: number }>(
      `SELECT (SELECT count(*)::int FROM estimates.projects) AS projects,
              (SELECT count(*)::int FROM audit.entries WHERE action = 'createProject') AS entries`,
    );
    expect(rows[0]?.projects).toBe(rows[0]?.entries);
    expect(rows[0]?.projects).toBeGreaterThan(0);
  } finally {
    await client.end();
  }
});

it('holds nothing that can be read without the key', () => {
  const bytes = readFileSync(file);
  for (const word of ['Штукатурка', company.owner.email, 'PRIVATE KEY', 'crm.leads'])
    expect(bytes.includes(word)).toBe(false);
});

it('refuses another key, a change, a cut, and a database that is not empty; nothing is left of it', async () => {
  const bytes = readFileSync(file);
  const changed = join(scratch, 'changed.backup');
  const middle = Buffer.from(bytes);
  middle[Math.floor(bytes.length / 2)] = (middle[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  writeFileSync(changed, middle);
  const cut = join(scratch, 'cut.backup');
  writeFileSync(cut, bytes.subarray(0, bytes.length - 40));
  const other = join(scratch, 'other.backup');
  writeFileSync(other, 'PGDMP, or so');
  await expect(restore(file, 'another key of sixteen')).rejects.toThrow('The key does not fit this backup.');
  await expect(restore(changed)).rejects.toThrow('The backup was changed.');
  await expect(restore(cut)).rejects.toThrow('The backup is cut off.');
  await expect(restore(other)).rejects.toThrow('This is no backup of CashCraft.');
  const parts = {
    databaseUrl: product.database.url,
    dataDir: scratch,
    store: storeOf(scratch),
    secret: SECRET,
  };
  await expect(restoreBackup({ ...parts, onProgress: () => undefined }, file)).rejects.toThrow(
    'The database is not empty',
  );
  await expect(back(file)).rejects.toThrow('is there already');
});

describe('of one organisation', () => {
  let other: SeededOrganization;
  let one: string;
  const quiet = { secret: SECRET, onProgress: () => undefined };
  const ringOf = (dataDir: string) => loadKeyRing(undefined, dataDir);
  const auditKeysOf = (dataDir: string) =>
    loadAuditKeys({ dataDir, settings: Settings.parse({ NODE_ENV: 'test' }) });
  const partsOf = (databaseUrl: string, dataDir: string) => ({
    ...quiet,
    databaseUrl,
    dataDir,
    store: storeOf(dataDir),
    keyRing: ringOf(dataDir),
    auditKeys: auditKeysOf(dataDir).trusted,
  });
  const here = () => partsOf(product.database.url, product.dataDir);
  /** An installation with another organisation. */
  async function elsewhere() {
    const databaseUrl = await cloneTemplate(
      process.env['TEST_DATABASE_URL'] ?? '',
      `${CLONE_PREFIX}other_${randomBytes(4).toString('hex')}`,
    );
    const source = await connectIdentity(await urlOfPart(databaseUrl, 'identity'));
    await seedOrganization(source);
    await source.destroy();
    return partsOf(databaseUrl, prepareDataDir(mkdtempSync(join(scratch, 'data-'))));
  }
  /** Rows of organisation and people, but for those that are made or sealed anew. */
  async function rowsOfOne(url: string, orgId: string): Promise<Map<string, string[]>> {
    const client = await connectClient(url);
    const { own, people } = await organizationTables(client);
    const sealed = new Set(
      Object.values(SEALED_COLUMNS)
        .flat()
        .map(({ table, read }) => `${table}.${read}`),
    );
    const found = new Map<string, string[]>();
    for (const { name, columns, source } of [...own, ...people]) {
      const shown = columns.filter((column) => !sealed.has(`${name}.${column}`)).join(', ');
      const where = columns.includes('org_id')
        ? 'org_id = $1'
        : `${people.find((table) => table.name === name)?.person} IN (${MEMBERS})`;
      const { rows } = await client.query<{ row: string }>(
        `SELECT row(${shown})::text AS row FROM ${source} WHERE ${where} ORDER BY 1`,
        [orgId],
      );
      found.set(
        name,
        rows.map(({ row }) => row),
      );
    }
    await client.end();
    return found;
  }
  /** What somebody makes of the backup who has its key. */
  async function forged(change: (record: BackupRecord) => BackupRecord): Promise<string> {
    const path = join(scratch, `forged-${randomBytes(4).toString('hex')}.backup`);
    const { begin, records } = await openBackup(one, SECRET);
    async function* changed() {
      yield { header: begin, bytes: nothing() };
      for await (const record of records) yield change(record);
    }
    const sealed = Readable.from(seal(writeRecords(changed()), SECRET), { objectMode: false });
    await pipeline(sealed, createWriteStream(path));
    return path;
  }
  const expectSame = (after: Map<string, string[]>, before: Map<string, string[]>) => {
    for (const [table, rows] of before)
      if (!RESTLESS.test(table)) expect([table, after.get(table)]).toEqual([table, rows]);
  };
  const clientSecretIn = async (parts: ReturnType<typeof here>) => {
    const client = await connectClient(parts.databaseUrl);
    const { rows } = await client.query<{ id: string; sealed: string }>(
      'SELECT id, client_secret_sealed AS sealed FROM crm.kommo_credentials WHERE org_id = $1',
      [company.org.id],
    );
    await client.end();
    return parts.keyRing.open(
      rows[0]?.sealed ?? '',
      secretPurpose({ orgId: company.org.id, id: rows[0]?.id ?? '' }),
    );
  };

  beforeAll(async () => {
    other = await seedOrganization(identity);
    const client = await connectClient(product.database.url);
    await client.query(
      `INSERT INTO identity.memberships (org_id, user_id, role_id)
       SELECT $1, $2, id FROM identity.roles WHERE org_id = $1 AND key = 'viewer'`,
      [other.org.id, company.viewer.userId],
    );
    await client.end();
    one = join(scratch, 'one.backup');
    const done = await backUpOrganization(here(), company.org.id, one);
    expect(done).toMatchObject({
      name: company.org.name,
      people: 5,
      files: 1,
      missing: [],
      lostSecrets: 0,
    });
  });

  it('holds nothing of another, and no key of the installation', async () => {
    const text = await textOf(createGunzipOf(one));
    expect(text).toContain(company.owner.email);
    for (const word of [other.org.id, other.org.name, other.owner.email, other.owner.userId])
      expect(text).not.toContain(word);
    expect(text).not.toContain('PRIVATE KEY');
    const [, key = ''] = readFileSync(join(product.dataDir, 'keys', 'secrets.keys'), 'utf8')
      .trim()
      .split(':');
    expect(text).not.toContain(key);
  });

  it('goes into another installation, row by row, its secrets under the keys there', async () => {
    const there = await elsewhere();
    const full = async (...file: Parameters<typeof there.store.put>) => {
      await there.store.put(...file);
      throw new Error('The disk is full.');
    };
    await expect(
      restoreOrganization({ ...there, store: { ...there.store, put: full } }, one),
    ).rejects.toThrow('The disk is full.'); // and leaves no file, which the next try would refuse
    const restored = await restoreOrganization(there, one);
    expect(await journalPartsOf(there.databaseUrl)).toBeGreaterThan(1);
    expect(restored).toMatchObject({ orgId: company.org.id, people: 5, keptPeople: 0, files: 1 });
    expect(restored.unknownAuditKeys).toHaveLength(1);
    expectSame(
      await rowsOfOne(there.databaseUrl, company.org.id),
      await rowsOfOne(product.database.url, company.org.id),
    );
    expect(await clientSecretIn(there)).toBe(product.simulator.integration.clientSecret);
    await expect(restoreOrganization(there, one)).rejects.toThrow('is here already');
    await expect(restoreBackup(there, one)).rejects.toThrow('The database is not empty');
    await expect(restoreOrganization(there, file)).rejects.toThrow('of an installation');
  });

  it('is refused where its people’s addresses are somebody else’s, and leaves nothing', async () => {
    const there = await elsewhere();
    const client = await connectClient(there.databaseUrl);
    await client.query(
      `UPDATE identity.users SET email_key = $1 WHERE id = (SELECT id FROM identity.users LIMIT 1)`,
      [company.admin.email.toLowerCase()],
    );
    await client.end();
    await expect(restoreOrganization(there, one)).rejects.toThrow(/is somebody else here/);
    const left = await rowsOfOne(there.databaseUrl, company.org.id);
    expect([...left].filter(([, rows]) => rows.length > 0)).toEqual([]);
  });

  it('changes nothing of others, whoever made it: no account, no secret, no file elsewhere', async () => {
    const there = await elsewhere();
    const client = await connectClient(there.databaseUrl);
    const { rows } = await client.query<{ id: string }>('SELECT id FROM identity.users LIMIT 1');
    await client.end();
    const stranger = rows[0]?.id ?? '';
    const secret = { column: 'identity.oidc_providers client_secret_sealed', key: [newId()], plain: 'x' };
    const refusals: [kind: string, record: (own: BackupRecord) => BackupRecord, words: string][] = [
      [
        'people',
        ({ header, bytes }) =>
          'name' in header && header.name === 'identity.passkeys'
            ? { header: { ...header, kind: 'people', columns: ['user_id'] }, bytes: once(`${stranger}\n`) }
            : { header, bytes },
        'of nobody who comes',
      ],
      [
        'secrets',
        ({ header }) => ({ header, bytes: once(JSON.stringify(secret)) }),
        'another organisation’s',
      ],
      [
        'file',
        ({ header, bytes }) => ({
          header: { ...header, kind: 'file', key: `${company.org.id}/../../keys/x` } as typeof header,
          bytes,
        }),
        'No file is called',
      ],
    ];
    for (const [kind, change, words] of refusals) {
      const path = await forged((record) => (record.header.kind === kind ? change(record) : record));
      await expect(restoreOrganization(there, path)).rejects.toThrow(words);
    }
  });

  it('comes back closed where it was deleted already, with all the time to take it back', async () => {
    const there = await elsewhere();
    const row = [company.org.id, newId(), '2026-01-01', '2026-01-31', `\\\\x${'00'.repeat(32)}`, '\\N', 't'];
    const path = await forged(({ header, bytes }) => {
      if (header.kind === 'end') return { header: { ...header, rows: header.rows + 1 }, bytes };
      const isDeletion = header.kind === 'table' && header.name === 'identity.organization_deletions';
      return { header, bytes: isDeletion ? once(`${row.join('\t')}\n`) : bytes };
    });
    await restoreOrganization(there, path);
    const client = await connectClient(there.databaseUrl);
    const { rows } = await client.query<{ days: number }>(
      'SELECT round(extract(epoch FROM deletes_at - now()) / 86400)::int AS days FROM identity.organization_deletions',
    );
    await client.end();
    expect(rows).toEqual([{ days: 30 }]);
  });

  it('comes back where it was removed, beside others and under a product that runs', async () => {
    const query = '{ me { organization { name } } leads(first: 1) { totalCount } }';
    await expect(restoreOrganization(here(), one)).rejects.toThrow('is here already');
    const shown = await ask(query);
    const before = await rowsOfOne(product.database.url, company.org.id);
    const others = await rowsOfOne(product.database.url, other.org.id);
    const { accessToken } = await logIn(product.url, company.owner);
    const { deleteOrganization } = await must(
      post(
        `${product.url}/graphql`,
        accessToken,
        'mutation ($input: DeleteOrganizationInput!) { deleteOrganization(input: $input) { userErrors { code } } }',
        { input: { name: company.org.name } },
      ),
    );
    expect(deleteOrganization.userErrors).toEqual([]);
    const client = await connectClient(product.database.url);
    try {
      await client.query(`UPDATE identity.organization_deletions SET deletes_at = now() WHERE org_id = $1`, [
        company.org.id,
      ]);
      const isHere = async () =>
        (await client.query('SELECT FROM identity.organizations WHERE org_id = $1', [company.org.id]))
          .rowCount;
      while (await isHere()) await sleep(200);
      await client.query('SET session_replication_role = replica');
      const { rows: gone } = await client.query(
        `DELETE FROM audit.entries WHERE org_id = $1 AND n = 1 RETURNING slot`,
        [company.org.id],
      );
      await expect(restoreOrganization(here(), one)).rejects.toThrow('does not hold all that the backup');
      // Unless it says that it has forgotten it (docs/audit.md).
      const { signing } = auditKeysOf(product.dataDir);
      const slots = Object.fromEntries(gone.map(({ slot }) => [slot, 1]));
      const said = { orgId: company.org.id, position: 0, hash: '', day: '2026-01-31', slots };
      await client.query(
        `INSERT INTO audit.beginnings (org_id, position, hash, day, slots, key_id, signature)
         VALUES ($1, 0, '', $3, $2, $4, '')`,
        [said.orgId, slots, said.day, signing.id],
      );
      await expect(restoreOrganization(here(), one)).rejects.toThrow('its beginning was cut off');
      await client.query(`UPDATE audit.beginnings SET signature = decode($2, 'base64') WHERE org_id = $1`, [
        said.orgId,
        signBeginning(signing, said).signature,
      ]);
      const restored = await restoreOrganization(here(), one);
      // Who is in another organisation as well was never removed.
      expect(restored).toMatchObject({ people: 5, keptPeople: 1, files: 1, unknownAuditKeys: [] });
      expectSame(await rowsOfOne(product.database.url, company.org.id), before);
      expect(await rowsOfOne(product.database.url, other.org.id)).toEqual(others);
      const entries = await client.query(
        `SELECT action FROM audit.entries WHERE org_id = $1 AND action ~ '^organizationRe' ORDER BY at`,
        [company.org.id],
      );
      expect(entries.rows.map(({ action }) => action)).toEqual([
        'organizationRemoved',
        'organizationRestored',
      ]);
    } finally {
      await client.end();
    }
    const again = await logIn(product.url, company.owner);
    expect(await must(post(`${product.url}/graphql`, again.accessToken, query))).toEqual(shown);
    const { pathname, search } = new URL(download);
    expect((await fetch(`${product.url}${pathname}${search}`)).status).toBe(200);
  });
});

/** What a backup holds, as whoever has the key reads it. */
const createGunzipOf = (path: string): AsyncIterable<Buffer> =>
  Readable.from(open(createReadStream(path), SECRET), { objectMode: false }).compose(
    createGunzip(),
  ) as AsyncIterable<Buffer>;
