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
