import { buffer } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../service-kit/auth/viewer';
import { localChanges } from '../service-kit/changes/changes';
import { readTable, type ToldPart } from '../service-kit/data-export/read-table';
import { isTold, MACHINERY_TABLES, namesIn, SEARCH_TABLES } from '../service-kit/data-export/table-export';
import { newId } from '../service-kit/data/ids';
import { findFile, openFile } from '../service-kit/files/files';
import { bindRunners, runNextJob } from '../service-kit/jobs/run-job';
import { silentLogger } from '../service-kit/process/logger';
import { dataExportsOf, runnersOf } from '../service-kit/subgraph/feature';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import { features as crmFeatures } from '../subgraphs/crm/src/features';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { features as estimatesFeatures } from '../subgraphs/estimates/src/features';
import { features as identityFeatures } from '../subgraphs/identity/src/features';
import { estimatesBeside, makeSentEstimate } from '../testkit/estimates-beside';
import { useFiles, type TestFiles } from '../testkit/files';
import { useIdentity } from '../testkit/identity';
import type { SeededOrganization, SeededUser } from '../testkit/seed';
import { codes, dataOf } from '../testkit/subgraph';

/* What people and organisations take with them: all of theirs, nothing of others, no secrets. */

const graph = useIdentity();
const filesOf = useFiles();
let kept: TestFiles;
let crm: DataSource;
let estimates: DataSource;
let execute: ReturnType<typeof estimatesBeside>;
let told: readonly ToldPart[];
let org: SeededOrganization;

beforeAll(async () => {
  const { database, source } = graph.parts;
  crm = await connectCrm(await database.urlFor('crm'));
  estimates = await connectEstimates(await database.urlFor('estimates'));
  kept = filesOf(estimates);
  execute = estimatesBeside(graph.parts, estimates, kept);
  told = [
    { name: 'identity', source, dataExports: dataExportsOf(identityFeatures) },
    { name: 'crm', source: crm, dataExports: dataExportsOf(crmFeatures) },
    { name: 'estimates', source: estimates, dataExports: dataExportsOf(estimatesFeatures) },
  ];
});
afterAll(async () => {
  await crm?.destroy();
  await estimates?.destroy();
});
beforeEach(async () => {
  org = await graph.seed();
});

type Name = 'exportMyData' | 'exportOrganizationData';
const KINDS: Record<Name, string> = {
  exportMyData: 'EXPORT_MY_DATA',
  exportOrganizationData: 'EXPORT_ORGANIZATION_DATA',
};
const begin = (viewer: Viewer, name: Name) =>
  graph.execute(viewer, `mutation { ${name} { job { id } userErrors { code } } }`);
const jobOf = async (viewer: Viewer, name: Name): Promise<string> =>
  dataOf(await begin(viewer, name))[name].job.id;
const FIND = 'query ($id: ID!) { dataExport(jobId: $id) { name size url expiresAt } }';
const find = (viewer: Viewer, jobId: string) => graph.execute(viewer, FIND, { id: jobId });
const stateOf = async (id: string) =>
  (
    await graph.sql<Record<string, unknown>>('SELECT state, error_code FROM jobs.jobs WHERE id = $1', [id])
  )[0];

/** Runs the organisation's next export, as a worker does. */
function work(orgId: string, name: Name): Promise<boolean> {
  const stop = new AbortController().signal;
  const runner = bindRunners(runnersOf(identityFeatures), { told, files: kept.files }).find(
    ({ definition }) => definition.kind === KINDS[name],
  );
  if (!runner) throw new Error('There is no runner.');
  const source = graph.parts.source;
  return runNextJob({ source }, runner, orgId, { changes: localChanges(), log: silentLogger(), stop });
}

/** The files of a zip, by the directory at its end. */
function unzip(zip: Buffer): Record<string, string> {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const files: Record<string, string> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, length, from] = [20, 28, 42].map((place) =>
      place === 28 ? zip.readUInt16LE(at + place) : zip.readUInt32LE(at + place),
    ) as [number, number, number];
    const start = from + 30 + zip.readUInt16LE(from + 26);
    const content = inflateRawSync(zip.subarray(start, start + packed)).toString();
    expect(Buffer.byteLength(content)).toBe(zip.readUInt32LE(at + 24));
    files[zip.toString('utf8', at + 46, at + 46 + length)] = content;
    at += 46 + length;
  }
  return files;
}

async function download({ viewer }: SeededUser, jobId: string): Promise<Record<string, string>> {
  const { url, size, name } = dataOf(await find(viewer, jobId)).dataExport;
  const target = kept.links.read(url.split('/').at(-1) ?? '');
  // The links of this test have a key of their own: what counts is the file that the job names.
  expect(target.kind).toBe('unknown');
  const [job] = await graph.sql<{ result: { fileId: string } }>(
    'SELECT result FROM jobs.jobs WHERE id = $1',
    [jobId],
  );
  const id = job?.result.fileId ?? '';
  expect(await findFile(kept.files, viewer.orgId, id)).toMatchObject({ kind: 'zip', size, name });
  return unzip(await buffer(await openFile(kept.files, viewer.orgId, id)));
}

async function take(who: SeededUser, name: Name): Promise<Record<string, string>> {
  const id = await jobOf(who.viewer, name);
  expect(dataOf(await find(who.viewer, id)).dataExport).toBeNull();
  expect(await work(org.org.id, name)).toBe(true);
  expect(await stateOf(id)).toEqual({ state: 'SUCCEEDED', error_code: null });
  return download(who, id);
}

const rowsIn = (text = ''): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function addLeads(count: number): Promise<string> {
  const connection = newId();
  await graph.sql(
    `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind, connected_at, connected_by, created_at)
     VALUES ($1, $2, 1, 'acme', 'Acme', 'EUR', 'ACTIVE', 'OAUTH', now(), $2, now())`,
    [org.org.id, connection],
  );
  await graph.sql(
    `INSERT INTO crm.leads (org_id, id, connection_id, kommo_id, name, created_at, updated_at, price)
     SELECT $1, gen_random_uuid(), $2, g, 'Lead ' || g, now(), now(), 123456789012.34 FROM generate_series(1, $3) g`,
    [org.org.id, connection, count],
  );
  return connection;
}

it('every column of every table is told, or left out for a reason that its feature names', async () => {
  const columns = await graph.sql<{ table: string; column: string; type: string }>(
    `SELECT n.nspname || '.' || c.relname AS table, a.attname::text AS column, a.atttypid::regtype::text AS type FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('identity', 'crm', 'estimates', 'audit')`,
  );
  const machinery = (table: string) => {
    const name = table.split('.')[1] ?? '';
    return MACHINERY_TABLES.some((one) => one === name) || SEARCH_TABLES.test(name);
  };
  const there = columns
    .filter(({ table, column }) => !machinery(table) && column !== 'org_id')
    .map(({ table, column }) => `${table}.${column}`);
  const tables = new Set(columns.map(({ table }) => table));
  const decided = told.flatMap(({ name, dataExports }) =>
    dataExports.flatMap((one) => {
      const table = one.table.includes('.') ? one.table : `${name}.${one.table}`;
      expect([table, tables.has(table)]).toEqual([table, true]);
      if (!isTold(one)) return there.filter((column) => column.startsWith(`${table}.`));
      const names = [...namesIn(one.columns), ...Object.values(one.omitted ?? {}).flatMap(namesIn)];
      return names.map((column) => `${table}.${column}`);
    }),
  );
  const [isDecided, isThere] = [new Set(decided), new Set(there)];
  expect(there.filter((column) => !isDecided.has(column))).toEqual([]); // decide about it in `dataExports` of its feature
  expect(decided.filter((column) => !isThere.has(column))).toEqual([]);
  expect(decided).toHaveLength(isDecided.size);
  // Who is named by a row is told so: `person` or `madeBy`.
  const tellsWhom = told.flatMap(({ name, dataExports }) =>
    dataExports.filter(isTold).flatMap(({ table, person, madeBy }) => {
      const whole = table.includes('.') ? table : `${name}.${table}`;
      const named = [...namesIn(person), ...namesIn(madeBy)];
      return columns.filter((one) => one.table === whole && !named.includes(one.column));
    }),
  );
  const untold = tellsWhom
    .filter(
      ({ type, column }) => type === 'uuid' && /(^|_)(user|author|actor|person)_id$|_by(_id)?$/.test(column),
    )
    .map(({ table, column }) => `${table}.${column}`);
  // A person of Kommo, and an estimate.
  expect(untold).toEqual(['crm.crm_user_links.crm_user_id', 'estimates.estimates.superseded_by_id']);
  const secret = told
    .flatMap(({ dataExports }) => dataExports.filter(isTold).flatMap(({ columns: names }) => namesIn(names)))
    .filter((name) => /password|token|secret|sealed|hash|key_id$/.test(name));
  expect([...new Set(secret)].sort()).toEqual(['content_hash', 'key_id']); // of what clients were shown; which key was used
});

it('an owner gets all of the organisation, to the last row and digit, and nothing of others or of its people alone', async () => {
  const other = await graph.seed();
  await graph.logIn(org.manager);
  await makeSentEstimate(execute, org.owner.viewer);
  await addLeads(2_500);
  await graph.sql(`UPDATE identity.memberships SET status = 'REMOVED' WHERE org_id = $1 AND user_id = $2`, [
    org.org.id,
    org.estimator.userId,
  ]);
  const files = await take(org.owner, 'exportOrganizationData');
  expect(files['README.txt']).toContain(org.org.name);
  expect(rowsIn(files['crm/leads.jsonl'])).toHaveLength(2_500);
  expect(new Set(rowsIn(files['crm/leads.jsonl']).map(({ name }) => name)).size).toBe(2_500);
  expect(files['crm/leads.jsonl']).toContain('"price":123456789012.34');
  expect(rowsIn(files['identity/memberships.jsonl'])).toHaveLength(5);
  expect(files['identity/users.jsonl']).toContain(org.viewer.email);
  expect(files['identity/users.jsonl']).not.toContain(org.estimator.email); // who has left: by name only
  expect(files['identity/member_names.jsonl']).toContain(org.estimator.userId);
  expect(rowsIn(files['estimates/estimates.jsonl'])[0]).toMatchObject({ title: 'Kitchen' });
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      'estimates/snapshots.jsonl',
      'estimates/positions.jsonl',
      'identity/roles.jsonl',
    ]),
  );
  expect(Object.keys(files).filter((name) => /sessions|passkeys|factors|audit/.test(name))).toEqual([]);
  const text = Object.values(files).join('\n');
  for (const secret of ['argon2', other.owner.email, other.org.id]) expect(text).not.toContain(secret);
});

it('large rows come a few at a time, however short those before them were', async () => {
  // 300 short ones, then 60 of 200 kB of what can't be packed.
  await graph.sql(
    `INSERT INTO crm.quarantined_rows (org_id, id, connection_id, entity, row_key, reason, raw, first_seen_at, last_seen_at)
     SELECT $1, lpad(n::text, 32, '0')::uuid, $2, 'LEADS', n::text, 'odd', jsonb_build_object('text',
              (SELECT string_agg(md5(n || '-' || g), '') FROM generate_series(1, CASE WHEN n > 300 THEN 6250 ELSE 1 END) g)), now(), now()
       FROM generate_series(1, 360) n`,
    [org.org.id, await addLeads(0)],
  );
  const part = told.find(({ name }) => name === 'crm');
  const table = part?.dataExports.filter(isTold).find((one) => one.table === 'quarantined_rows');
  if (!part || !table) throw new Error('They are not told.');
  const pages: string[][] = [];
  const whose = { orgId: org.org.id, personId: null };
  for await (const page of readTable(part, table, whose, new AbortController().signal)) pages.push(page);
  expect(new Set(pages.flat()).size).toBe(360);
  expect(pages.flat()).toHaveLength(360);
  expect(Math.max(...pages.map((page) => page.join('').length))).toBeLessThan(2_000_000);
});

it('a person gets what is theirs in all organisations, left ones too, and of what they made that they did', async () => {
  const other = await graph.seed();
  await graph.sql(
    `INSERT INTO identity.memberships (org_id, user_id, role_id, status)
     SELECT $1, $2, id, 'REMOVED' FROM identity.roles WHERE org_id = $1 AND key = 'viewer'`,
    [other.org.id, org.manager.userId],
  );
  await graph.logIn(org.manager);
  await graph.logIn(org.owner);
  await makeSentEstimate(execute, org.manager.viewer);
  const connection = await addLeads(0);
  const [here, me] = [org.org.id, org.manager.userId];
  await graph.sql('UPDATE crm.connections SET connected_by = $2 WHERE org_id = $1', [here, me]);
  for (const sql of [
    `INSERT INTO crm.kommo_credentials (org_id, id, client_id, client_secret_sealed, secret_hint, redirect_uri, saved_at, saved_by)
     VALUES ($1, $2, 'c', 's', 'h', 'https://a.test', now(), $2)`,
    `INSERT INTO identity.oidc_providers (org_id, issuer, client_id, client_secret_sealed, role_id, is_enabled, saved_by_id)
     VALUES ($1, 'https://a.test', 'c', 's', $2, false, $2)`,
  ])
    await graph.sql(sql, [here, me]);
  await graph.sql(
    `WITH made AS (
       INSERT INTO crm.crm_users (org_id, id, connection_id, kommo_id, name, is_admin, is_active)
       VALUES ($1, $3, $3, 1, 'Anna', false, true) RETURNING id)
     INSERT INTO crm.crm_user_links (org_id, crm_user_id, user_id, linked_by) SELECT $1, id, NULL, $2 FROM made`,
    [here, me, connection],
  );
  const files = await take(org.manager, 'exportMyData');
  const folder = `organizations/${org.org.id}`;
  expect(rowsIn(files['account/identity/users.jsonl'])).toMatchObject([{ email: org.manager.email }]);
  expect(rowsIn(files[`${folder}/identity/sessions.jsonl`])[0]).toMatchObject({
    user_agent: expect.any(String),
  });
  expect(rowsIn(files[`organizations/${other.org.id}/identity/memberships.jsonl`])).toMatchObject([
    { status: 'REMOVED' },
  ]);
  expect(rowsIn(files[`${folder}/audit/entries.jsonl`]).map(({ action }) => action)).toContain(
    'exportMyData',
  );
  const made = (table: string) => rowsIn(files[`${folder}/${table}.by_you.jsonl`]);
  for (const row of made('estimates/estimates'))
    expect(row).toEqual({
      id: expect.any(String),
      as: ['author_id'],
      created_at: expect.any(String),
      decided_at: null,
    });
  expect(made('crm/connections')).toMatchObject([{ as: ['connected_by'] }]);
  expect(made('crm/kommo_credentials')).toMatchObject([{ as: ['saved_by'], saved_at: expect.any(String) }]);
  expect(made('crm/crm_user_links')).toMatchObject([{ as: ['linked_by'] }]);
  expect(rowsIn(files[`${folder}/crm/crm_user_links.jsonl`])).toEqual([]);
  expect(made('identity/oidc_providers')).toMatchObject([{ as: ['saved_by_id'] }]);
  const text = Object.values(files).join('\n');
  for (const foreign of ['argon2', 'Kitchen', org.owner.userId, org.owner.email, other.owner.email])
    expect(text).not.toContain(foreign);
});

it('an organisation is for its owners, and a file for whoever asked for it', async () => {
  for (const who of [org.admin, org.viewer])
    expect(codes(await begin(who.viewer, 'exportOrganizationData'))).toEqual(['FORBIDDEN']);
  const id = await jobOf(org.owner.viewer, 'exportOrganizationData');
  await work(org.org.id, 'exportOrganizationData');
  const other = await graph.seed();
  for (const who of [org.admin, other.owner])
    expect(codes(await find(who.viewer, id))).toEqual(['NOT_FOUND']);
  expect(codes(await find(org.owner.viewer, newId()))).toEqual(['NOT_FOUND']);
  const { accessToken } = await graph.logIn(org.owner);
  const later = () => graph.executeWithToken(accessToken, FIND, { id });
  expect(dataOf(await later()).dataExport).not.toBeNull();
  await graph.sql(`UPDATE identity.sessions SET authenticated_at = authenticated_at - interval '11 minutes'`);
  expect((await later()).errors[0]?.extensions).toMatchObject({ reason: 'STEP_UP_REQUIRED' });
  await graph.sql(`UPDATE jobs.jobs SET result = jsonb_set(result, '{expiresAt}', '"2020-01-01T00:00:00Z"')`);
  expect(dataOf(await find(org.owner.viewer, id)).dataExport).toBeNull();
});

it('of ten at once one is done; who is no owner any more gets nothing', async () => {
  const ids = await Promise.all(
    Array.from({ length: 10 }, () => jobOf(org.owner.viewer, 'exportOrganizationData')),
  );
  expect(new Set(ids).size).toBe(1);
  await graph.sql(
    `UPDATE identity.memberships SET role_id = (SELECT id FROM identity.roles WHERE org_id = $1 AND key = 'admin')
      WHERE org_id = $1 AND user_id = $2`,
    [org.org.id, org.owner.userId],
  );
  await work(org.org.id, 'exportOrganizationData');
  expect(await stateOf(ids[0] ?? '')).toEqual({ state: 'FAILED', error_code: 'NOT_ALLOWED' });
  expect(codes(await find(org.owner.viewer, ids[0] ?? ''))).toEqual(['FORBIDDEN']);
});

it('whose worker dies is begun again by the next one, and leaves one file', async () => {
  const id = await jobOf(org.owner.viewer, 'exportOrganizationData');
  // As a process leaves it that was killed: running, its lease over.
  await graph.sql(
    `UPDATE jobs.jobs SET state = 'RUNNING', runner = $2, attempt = 1, lease_until = now() - interval '1 s' WHERE id = $1`,
    [id, newId()],
  );
  expect(await work(org.org.id, 'exportOrganizationData')).toBe(true);
  expect(await stateOf(id)).toMatchObject({ state: 'SUCCEEDED' });
  const files = await graph.sql('SELECT 1 FROM estimates.files WHERE org_id = $1', [org.org.id]);
  expect(files).toHaveLength(1);
});

it('that is cancelled in the middle stops, and leaves no file', async () => {
  const id = await jobOf(org.owner.viewer, 'exportOrganizationData');
  const put = jest.spyOn(kept.files.store, 'put').mockImplementationOnce(async (...given) => {
    await graph.sql(`UPDATE jobs.jobs SET state = 'CANCELLED', finished_at = now() WHERE id = $1`, [id]);
    return kept.files.store.put(...given);
  });
  await work(org.org.id, 'exportOrganizationData');
  expect(put).toHaveBeenCalledTimes(2);
  put.mockRestore();
  expect(await stateOf(id)).toMatchObject({ state: 'CANCELLED' });
  expect(await graph.sql('SELECT 1 FROM estimates.files WHERE org_id = $1', [org.org.id])).toEqual([]);
});
