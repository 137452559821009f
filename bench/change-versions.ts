/*
 * What the change version costs its writers (decision 14): node -r @swc-node/register bench/change-versions.ts
 * Medians of transactions with and without the triggers, rounds interleaved, and many writers of one organisation at once.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool, type PoolClient } from 'pg';
import { migrateAllUp } from '../main/migrations';
import { startEmbeddedPostgres } from '../service-kit/postgres/embedded-postgres/embedded-postgres';
import { newId } from '../service-kit/data/ids';

const ROUNDS = 30;
const PER_ROUND = 20;
const WRITERS = 16;
const TABLE = 'estimates.projects';
const TRIGGERS = ['note_insert', 'note_update', 'note_delete'];

type Work = (client: PoolClient, orgId: string) => Promise<unknown>;

const WORKS: Record<string, { work: Work; rows: number }> = {
  'one row updated': {
    rows: 1,
    work: (client, orgId) =>
      client.query(`UPDATE ${TABLE} SET version = version + 1 WHERE org_id = $1`, [orgId]),
  },
  '250 rows updated': {
    rows: 250,
    work: (client, orgId) =>
      client.query(`UPDATE ${TABLE} SET version = version + 1 WHERE org_id = $1`, [orgId]),
  },
  'nothing to update': {
    rows: 250,
    work: (client, orgId) =>
      client.query(`UPDATE ${TABLE} SET version = version WHERE org_id = $1 AND version < 0`, [orgId]),
  },
};

async function inTransaction(pool: Pool, orgId: string, work: Work): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`BEGIN; SELECT set_config('app.org_id', '${orgId}', true)`);
    await work(client, orgId);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function addOrganization(pool: Pool, rows: number): Promise<string> {
  const orgId = newId();
  const ids = Array.from({ length: rows }, () => newId());
  await inTransaction(pool, orgId, (client) =>
    client.query(
      `INSERT INTO ${TABLE} (org_id, id, name, author_id, version, created_at, updated_at)
       SELECT $1, id, 'bench', id, 1, now(), now() FROM unnest($2::uuid[]) id`,
      [orgId, ids],
    ),
  );
  return orgId;
}

async function switchTriggers(pool: Pool, on: boolean): Promise<void> {
  for (const trigger of TRIGGERS)
    await pool.query(`ALTER TABLE ${TABLE} ${on ? 'ENABLE' : 'DISABLE'} TRIGGER ${trigger}`);
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function compare(pool: Pool, name: string): Promise<void> {
  const { work, rows } = WORKS[name] ?? { work: async () => undefined, rows: 0 };
  const orgId = await addOrganization(pool, rows);
  const times: Record<'with' | 'without', number[]> = { with: [], without: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const which of ['with', 'without'] as const) {
      await switchTriggers(pool, which === 'with');
      for (let count = 0; count < PER_ROUND; count += 1) {
        const startedAt = performance.now();
        await inTransaction(pool, orgId, work);
        if (count > 0) times[which].push(performance.now() - startedAt); // the first plans anew
      }
    }
  }
  const [withIt, without] = [median(times.with), median(times.without)];
  console.log(
    `${name}: ${withIt.toFixed(3)} ms with, ${without.toFixed(3)} ms without, ${((withIt - without) * 1000).toFixed(0)} µs more`,
  );
}

/** Transactions that stay open for 5 ms after their change: whoever waits for a lock shows. */
async function manyWriters(pool: Pool, label: string, work: Work): Promise<void> {
  const orgId = await addOrganization(pool, 1);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (let count = 0; count < 20; count += 1) await inTransaction(pool, orgId, work);
    }),
  );
  const perSecond = (WRITERS * 20 * 1000) / (performance.now() - startedAt);
  const { rows } = await pool.query('SELECT count(*) AS slots FROM changes.versions WHERE org_id = $1', [
    orgId,
  ]);
  console.log(
    `${WRITERS} writers of one organisation, ${label}: ${perSecond.toFixed(0)} transactions/s, ${rows[0].slots} slots`,
  );
}

const insertAndWait: Work = async (client, orgId) => {
  await client.query(
    `INSERT INTO ${TABLE} (org_id, id, name, author_id, version, created_at, updated_at)
     VALUES ($1, $2, 'bench', $2, 1, now(), now())`,
    [orgId, newId()],
  );
  await client.query('SELECT pg_sleep(0.005)');
};
/** What was not built: one row per organisation, locked until the commit. */
const oneCounter: Work = async (client, orgId) => {
  await client.query('UPDATE one_counter SET n = n + 1');
  await insertAndWait(client, orgId);
};

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-changes-'));
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data') });
  const pool = new Pool({ connectionString: postgres.url, max: WRITERS });
  try {
    await migrateAllUp(postgres.url);
    for (const name of Object.keys(WORKS)) await compare(pool, name);
    await switchTriggers(pool, false);
    await manyWriters(pool, 'no version', insertAndWait);
    await switchTriggers(pool, true);
    await manyWriters(pool, 'versions by triggers', insertAndWait);
    await pool.query('CREATE TABLE one_counter (n bigint); INSERT INTO one_counter VALUES (0)');
    await manyWriters(pool, 'one locked counter', oneCounter);
    await readCost(pool);
  } finally {
    await pool.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a reader pays per round trip. */
async function readCost(pool: Pool): Promise<void> {
  const { rows } = await pool.query('SELECT DISTINCT org_id FROM changes.versions LIMIT 3');
  const orgs = rows.map(({ org_id }) => org_id as string);
  const times: number[] = [];
  for (let count = 0; count < 1000; count += 1) {
    const startedAt = performance.now();
    await pool.query('SELECT changes.versions_of($1) AS versions', [orgs]);
    times.push(performance.now() - startedAt);
  }
  console.log(`versions of ${orgs.length} organisations read in ${median(times).toFixed(3)} ms`);
}

void main();
