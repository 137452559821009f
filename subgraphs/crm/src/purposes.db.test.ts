import { Client } from 'pg';
import { hashToken } from '../../../service-kit/auth/secrets';
import { viewerWith } from '../../../testkit/tokens';
import { useCrm } from '../../../testkit/crm/crm-world';

/* The three functions that read across organisations, as crm's own PostgreSQL role. */

const world = useCrm({ contacts: 1, leads: 1, companies: 1 });
let client: Client;

beforeAll(async () => {
  client = new Client({ connectionString: await world.graph.parts.database.urlFor('crm') });
  await client.connect();
});
afterAll(() => client.end());

const rows = async (sql: string, parameters: unknown[] = []) => (await client.query(sql, parameters)).rows;
const BOTH = ['crm.unfinished_sync_runs()', 'crm.pollable_connections()'];

it('tells what workers need of every organisation, and opens nothing beyond that', async () => {
  const owners = [viewerWith('owner'), viewerWith('owner')];
  for (const owner of owners) await world.connect(owner);
  for (const name of BOTH) {
    const orgs = (await rows(`SELECT org_id FROM ${name}`)).map((row) => row.org_id as string);
    expect(orgs).toEqual(expect.arrayContaining(owners.map((owner) => owner.orgId)));
  }
  for (const table of ['connections', 'sync_runs', 'oauth_states', 'connection_tokens', 'leads']) {
    expect(await rows(`SELECT 1 FROM crm.${table}`)).toEqual([]);
  }
});

it('ends its purpose with its query, also inside a longer transaction', async () => {
  await client.query('BEGIN');
  for (const name of BOTH) await rows(`SELECT * FROM ${name}`);
  await rows('SELECT * FROM crm.find_oauth_state($1)', [hashToken('x')]);
  for (const table of ['connections', 'sync_runs', 'oauth_states']) {
    expect(await rows(`SELECT 1 FROM crm.${table}`)).toEqual([]);
  }
  await client.query('ROLLBACK');
});

it('lets a purpose see, never change', async () => {
  await client.query('BEGIN');
  await client.query(`SELECT set_config('app.purpose', 'pollable_connections', true)`);
  expect((await rows('SELECT 1 FROM crm.connections')).length).toBeGreaterThan(0);
  expect((await client.query(`UPDATE crm.connections SET state = 'ACTIVE'`)).rowCount).toBe(0);
  expect((await client.query('DELETE FROM crm.connections')).rowCount).toBe(0);
  await client.query('ROLLBACK');
});
