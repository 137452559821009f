import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { useDatabase } from '../testkit/database';
import { freePort } from '../testkit/ports';
import { examine, type Finding } from './doctor-command';
import { Settings } from './settings';

const database = useDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'doctor-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const redisUrl = () => process.env['TEST_REDIS_URL'] ?? '';
const look = async (env: Record<string, string>) =>
  examine({ settings: Settings.parse({ DATA_DIR: dataDir, ...env }), port: await freePort() });
const told = (findings: readonly Finding[], state: Finding['state']) =>
  findings.flatMap((one) => (one.state === state ? one.words : []));

it('finds PostgreSQL, migrations, search and Redis well, and nothing failed', async () => {
  const findings = await look({ DATABASE_URL: database.url, REDIS_URL: redisUrl() });
  const well = told(findings, 'well').join('\n');
  for (const words of [
    /PostgreSQL \d+ answers/,
    /All \d+ migrations have run/,
    /Search is indexed/,
    /Redis .* answers/,
  ])
    expect(well).toMatch(words);
  expect(well).toMatch(/No event has failed for good/);
  expect(told(findings, 'broken')).toEqual([]);
  // Nobody runs there: perhaps on another machine.
  expect(told(findings, 'odd').filter((words) => /does not answer/.test(words))).toHaveLength(4);
});

it('says what to do when PostgreSQL and Redis are not there, without a password', async () => {
  const port = await freePort();
  const findings = await look({
    DATABASE_URL: `postgres://cashcraft:hush-hush-hush@127.0.0.1:${port}/x`,
    REDIS_URL: `redis://default:hush-hush-hush@127.0.0.1:${port}`,
  });
  const broken = findings.filter(({ state }) => state === 'broken');
  expect(broken.map(({ words }) => words)).toEqual([
    expect.stringContaining('PostgreSQL is not reachable') as string,
    expect.stringContaining('Redis is not reachable') as string,
  ]);
  for (const { advice } of broken) expect(advice).toMatch(/^start (PostgreSQL|Redis), or mend/);
  expect(JSON.stringify(findings)).not.toContain('hush');
});

it('tells of changes of cards that have no month, until they have', async () => {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const about = async () =>
    (await look({ DATABASE_URL: database.url })).filter(({ words }) => words.includes('month'));
  try {
    expect(await about()).toEqual([{ state: 'well', words: 'Every row of a table in parts has its month' }]);
    await client.query(
      `WITH connection AS (
         INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind, connected_at, connected_by, created_at)
         SELECT id, id, 1, 'acme', 'Acme', 'EUR', 'ACTIVE', 'OAUTH', now(), id, now() FROM gen_random_uuid() AS id RETURNING org_id, id)
       INSERT INTO crm.card_changes (org_id, connection_id, kind, kommo_id, at, learned_at, cause, before, after)
       SELECT org_id, id, 'LEADS', 1, now(), now() - interval '200 days', 'SYNC', '{}', '{}' FROM connection`,
    );
    expect(await about()).toMatchObject([
      { state: 'odd', words: 'Rows lie in crm.card_changes_rest, and have no month' },
    ]);
    await client.query('SELECT crm.keep_months_of_card_changes()');
    expect(await about()).toMatchObject([{ state: 'well' }]);
  } finally {
    await client.end();
  }
});

it('counts migrations that have not run, and a folder that can not be used', async () => {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ name: string; id: number; timestamp: string }>(
    'DELETE FROM crm.migrations WHERE id = (SELECT max(id) FROM crm.migrations) RETURNING name, id, timestamp',
  );
  try {
    const findings = await look({ DATABASE_URL: database.url, DATA_DIR: '/proc/none' });
    expect(told(findings, 'broken')).toEqual([
      expect.stringMatching(/^1 of \d+ migrations have not run/) as string,
    ]);
    expect(findings.find(({ state }) => state === 'broken')?.advice).toBe('npm run cli -- migrate up');
    expect(told(findings, 'odd')[0]).toContain('/proc/none');
  } finally {
    const [row] = rows;
    await client.query('INSERT INTO crm.migrations (id, name, timestamp) VALUES ($1, $2, $3)', [
      row?.id,
      row?.name,
      row?.timestamp,
    ]);
    await client.end();
  }
});
