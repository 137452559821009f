import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { useDatabase } from '../testkit/database';
import { seedOrganization, type SeededOrganization } from '../testkit/seed';

/* What crm may ask of identity without a token: whether a person may still do something. */

const database = useDatabase();
let identity: DataSource;
let owner: Client;
let crm: Client;
let mine: SeededOrganization;
let other: SeededOrganization;

beforeAll(async () => {
  identity = await connectIdentity(await database.urlFor('identity'));
  [owner, crm] = [database.url, await database.urlFor('crm')].map(
    (connectionString) => new Client({ connectionString }),
  ) as [Client, Client];
  await owner.connect();
  await crm.connect();
  mine = await seedOrganization(identity);
  other = await seedOrganization(identity);
});
afterAll(async () => {
  await Promise.all([identity?.destroy(), owner?.end(), crm?.end()]);
});

async function may(userId: string, permission = 'crm:connect', orgId = mine.org.id): Promise<boolean> {
  await crm.query('BEGIN');
  await crm.query(`SELECT set_config('app.org_id', $1, true)`, [orgId]);
  const { rows } = await crm.query<{ may: boolean }>('SELECT identity.has_permission($1, $2) AS may', [
    userId,
    permission,
  ]);
  await crm.query('COMMIT');
  return rows[0]?.may ?? false;
}

it('is what the person’s role holds, in the organisation that is set and no other', async () => {
  expect(await may(mine.owner.userId)).toBe(true);
  expect(await may(mine.admin.userId)).toBe(true);
  expect(await may(mine.manager.userId)).toBe(false);
  expect(await may(mine.manager.userId, 'crm:sync')).toBe(true);
  expect(await may(mine.owner.userId, 'crm:everything')).toBe(false);
  expect(await may(other.owner.userId)).toBe(false);
  expect(await may(mine.owner.userId, 'crm:connect', other.org.id)).toBe(false);
  expect(await may(mine.owner.userId, 'crm:connect', '')).toBe(false);
});

it.each([
  ['the membership is disabled', 'memberships', 'user_id', 'DISABLED'],
  ['the person is disabled', 'users', 'id', 'DISABLED'],
  ['the organisation is suspended', 'organizations', 'org_id', 'SUSPENDED'],
] as const)('is false once %s', async (_case, table, column, status) => {
  const id = table === 'organizations' ? mine.org.id : mine.owner.userId;
  const set = (to: string) =>
    owner.query(`UPDATE identity.${table} SET status = $1 WHERE ${column} = $2`, [to, id]);
  await set(status);
  expect(await may(mine.owner.userId)).toBe(false);
  await set('ACTIVE');
  expect(await may(mine.owner.userId)).toBe(true);
});

it('is false once the role has lost it', async () => {
  await owner.query(
    `UPDATE identity.roles SET permissions = array_remove(permissions, 'crm:connect') WHERE org_id = $1 AND key = 'admin'`,
    [mine.org.id],
  );
  expect(await may(mine.admin.userId)).toBe(false);
});

it('may be asked by crm alone', async () => {
  const { rows } = await owner.query<{ role: string }>(
    `SELECT rolname AS role FROM pg_roles
      WHERE rolname LIKE 'cashcraft\\_%'
        AND rolname IN ('cashcraft_identity', 'cashcraft_crm', 'cashcraft_estimates', 'cashcraft_gateway', 'cashcraft_jobs')
        AND has_function_privilege(rolname, 'identity.has_permission(uuid, text)', 'EXECUTE')
        AND has_schema_privilege(rolname, 'identity', 'USAGE')`,
  );
  expect(rows.map(({ role }) => role)).toEqual(['cashcraft_crm']);
});
