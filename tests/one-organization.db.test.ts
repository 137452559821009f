import { Client } from 'pg';
import { distributionScript, planDistribution } from '../main/distribution';
import { useDatabase } from '../testkit/database';
import { acrossOrganizations } from '../testkit/one-organization';

/*
 * Rows could be spread over several servers by organisation (docs/scaling.md): what there is of tables, and what stands in the way. That
 * statements keep to one organisation is looked at where many are sent: tests/audit-crm-estimates.db.test.ts, columns.db.test.ts.
 */

const database = useDatabase();
let client: Client;
beforeAll(async () => {
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(() => client.end());

it('distributes every table of an organisation outside of identity, what is referred to first', async () => {
  const { distributed, reference, local } = await planDistribution(client);
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT a.attrelid::regclass::text AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE a.attname = 'org_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relnamespace::regnamespace::text NOT IN ('identity', 'bullmq')`,
  );
  expect([...distributed].sort()).toEqual(rows.map(({ name }) => name).sort());
  expect(reference).toEqual([]);
  expect(local).toEqual(['crm.account_pace', 'crm.migrations', 'estimates.migrations', 'gateway.migrations']);
  const { rows: keys } = await client.query<{ source: string; target: string }>(
    `SELECT conrelid::regclass::text AS source, confrelid::regclass::text AS target FROM pg_constraint
      WHERE contype = 'f' AND conrelid <> confrelid AND conrelid::regclass::text = ANY ($1)`,
    [distributed],
  );
  expect(keys.length).toBeGreaterThan(20);
  const late = keys.filter(({ source, target }) => distributed.indexOf(target) > distributed.indexOf(source));
  expect(late).toEqual([]);
});

it('knows what stands in the way: two keys, search by inheritance, triggers; no reference across organisations', async () => {
  const { obstacles } = await planDistribution(client);
  const tablesWith = (words: string) =>
    obstacles.filter(({ what }) => what.includes(words)).map(({ table }) => table);
  expect(tablesWith('the unique key')).toEqual(['crm.webhooks', 'estimates.client_links']);
  expect(tablesWith('inherits from')).toEqual([
    'crm.companies',
    'crm.contacts',
    'crm.knowledge_nodes',
    'crm.leads',
    'estimates.catalogue_items',
    'estimates.known_leads',
  ]);
  expect(tablesWith('without org_id')).toEqual([]);
  expect(obstacles.filter(({ what }) => !/^(the unique key|it inherits|triggers)/.test(what))).toEqual([]);
});

it('is a script that stops at the first of them', async () => {
  const plan = await planDistribution(client);
  const script = distributionScript(plan);
  expect(script.indexOf('RAISE EXCEPTION')).toBeLessThan(script.indexOf('create_distributed_table'));
  for (const table of plan.distributed)
    expect(script).toContain(`create_distributed_table('${table}', 'org_id'`);
  // For psql, which goes on after a failure unless it is told not to; a driver takes statements only.
  const [stops, ...statements] = script.split('\n').filter((line) => !line.startsWith('--'));
  expect(stops).toBe('\\set ON_ERROR_STOP on');
  await expect(client.query(statements.join('\n'))).rejects.toThrow(
    `${plan.obstacles.length} things stand in the way`,
  );
  const clear = distributionScript({ ...plan, obstacles: [] });
  expect(clear).not.toContain('RAISE');
});

it('tells statements that would have to ask every server', async () => {
  const across = [
    'SELECT id FROM crm.leads WHERE id = $1',
    'UPDATE crm.leads SET name = $1 WHERE id IN (SELECT id FROM crm.tasks WHERE org_id = $2)',
    `DELETE FROM estimates.positions WHERE id = $1`,
  ];
  const within = [
    'SELECT l.id FROM crm.leads l JOIN crm.connections c ON c.org_id = l.org_id AND c.id = l.connection_id WHERE l.org_id = $1',
    'SELECT count(*) FROM crm.leads WHERE org_id = $1 AND name = $2',
    'SELECT id FROM identity.users WHERE id = $1',
  ];
  const found = await acrossOrganizations(database.url, [...across, ...within]);
  expect(found.map((told) => told.slice(told.indexOf(': ') + 2)).toSorted()).toEqual(across.toSorted());
});
