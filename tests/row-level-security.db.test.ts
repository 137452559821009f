import { Client } from 'pg';
import { APP_ROLES, type AppRole } from '../main/database-roles';
import { newId } from '../service-kit/data/ids';
import { useDatabase } from '../testkit/database';

/*
 * The third wall, looked at from the catalogue: whatever tables the subgraphs make, they stand behind it.
 */

const database = useDatabase();
const PARTS = ['identity', 'crm', 'estimates'] as const;
/** Tables without an `org_id`, and why that is right. */
const GLOBAL_TABLES = [
  'crm.account_pace', // Kommo's number of an account and when it may be asked next, for all organisations together
  'crm.migrations',
  'estimates.migrations',
  'identity.account_tokens', // of people; visible to its own functions only
  'identity.email_changes', // of people, too; visible to its own functions, and its addresses to registration
  'identity.known_devices', // of accounts: behind a policy that the narrow functions pass
  'identity.log_in_attempts', // by account and address, of accounts that don't exist, too
  'identity.migrations',
  'identity.muted_notices', // of people, visible as they are
  'identity.passkeys', // these four are of people, too, and visible as they are
  'identity.recovery_codes',
  'identity.remembered_devices',
  'identity.searchable_users', // the parent by which the version before searches people; always empty itself
  'identity.totp_factors',
  'identity.users', // a person can be in several organisations; visible through a membership only
];

let owner: Client;
const clients: Client[] = [];

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}
const connectAs = async (part: AppRole): Promise<Client> => connect(await database.urlFor(part));

beforeAll(async () => {
  owner = await connect(database.url);
});
afterAll(() => Promise.all(clients.map((client) => client.end())));

const ONE_TABLE = { identity: 'identity.sessions', crm: 'crm.leads', estimates: 'estimates.estimates' };
/** What the functions that every verifier may call read in the name of their caller: ended and fresh sessions, changed permissions. */
const VERIFIERS_READ: Record<string, string[]> = {
  'identity.sessions': ['authenticated_at', 'id', 'org_id', 'revoked_at'],
  'identity.memberships': ['org_id', 'permissions_changed_at', 'permissions_version', 'user_id'],
};

/** Asked as the owner: the role itself may not even name a table of a schema that is closed to it. */
const readableColumns = async (role: string, table: string): Promise<string[]> =>
  (
    await owner.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute
        WHERE attrelid = $2::text::regclass AND attnum > 0 AND NOT attisdropped
          AND has_schema_privilege($1, $3::text, 'USAGE') AND has_column_privilege($1, attrelid, attnum, 'SELECT')
        ORDER BY attname`,
      [role, table, table.split('.')[0]],
    )
  ).rows.map(({ name }) => name);

interface Table {
  name: string;
  scoped: boolean;
  enabled: boolean;
  forced: boolean;
  /** One of a table in parts; nobody but the owner may name it. */
  isPart: boolean;
  key: string;
}

const tables = async (): Promise<Table[]> =>
  (
    await owner.query<Table>(`
      SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced, c.relispartition AS "isPart",
             EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id') AS scoped,
             coalesce((SELECT string_agg(a.attname, ',' ORDER BY array_position(i.indkey::int2[], a.attnum))
                         FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                        WHERE i.indrelid = c.oid AND i.indisprimary), '') AS key
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('identity', 'crm', 'estimates') ORDER BY 1`)
  ).rows;

it('scopes every table by organisation, but for a few known ones', async () => {
  const all = await tables();
  expect(all.length).toBeGreaterThan(15);
  expect(all.filter(({ scoped }) => !scoped).map(({ name }) => name)).toEqual(GLOBAL_TABLES);
});

it('forces row-level security on every table with data, the owner included', async () => {
  const open = (await tables()).filter(
    ({ name, enabled, forced }) => !/\.migrations$/.test(name) && !(enabled && forced),
  );
  expect(open).toEqual([]);
});

it('has parts of tables reached through their whole alone, and behind its wall for the owner', async () => {
  const { rows } = await owner.query<{ name: string; open: boolean; granted: string[]; policy: boolean }>(`
    SELECT c.oid::regclass::text AS name, NOT (c.relrowsecurity AND c.relforcerowsecurity) AS open,
           array(SELECT grantee::regrole::text FROM aclexplode(c.relacl) WHERE grantee <> c.relowner) AS granted,
           (SELECT jsonb_agg(jsonb_build_array(polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ORDER BY polname)::text
              FROM pg_policy WHERE polrelid = c.oid)
           IS NOT DISTINCT FROM
           (SELECT jsonb_agg(jsonb_build_array(polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ORDER BY polname)::text
              FROM pg_policy WHERE polrelid = h.inhparent) AS policy
      FROM pg_class c JOIN pg_inherits h ON h.inhrelid = c.oid WHERE c.relispartition AND c.relkind = 'r'`);
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.filter(({ open, granted, policy }) => open || granted.length > 0 || !policy)).toEqual([]);
});

it('forces it on every table with an organisation, whichever schema it is in', async () => {
  const { rows } = await owner.query<{ name: string }>(`
    SELECT n.nspname || '.' || c.relname AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`);
  expect(rows).toEqual([]);
});

it.each(Object.keys(APP_ROLES) as AppRole[])(
  'lets the role of %s neither read nor write change versions by itself',
  async (part) => {
    const { rows } = await owner.query<{ may: string }>(
      `SELECT may FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS may
        WHERE has_table_privilege($1, 'changes.versions', may)
       UNION ALL
       SELECT p.proname FROM pg_proc p
        WHERE p.pronamespace = 'changes'::regnamespace AND has_function_privilege($1, p.oid, 'EXECUTE')`,
      [APP_ROLES[part].role],
    );
    const may = {
      gateway: ['versions_of'],
      jobs: [],
      identity: ['is_at'],
      crm: ['is_at'],
      estimates: ['is_at'],
    };
    expect(rows.map((row) => row.may)).toEqual(may[part]);
  },
);

it('puts the organisation first in every primary key', async () => {
  const others = (await tables()).filter(({ scoped, key }) => scoped && !key.startsWith('org_id'));
  expect(others.map(({ name, key }) => `${name} (${key})`)).toEqual([]);
});

it.each(Object.keys(APP_ROLES) as AppRole[])('gives the role of %s no way around it', async (part) => {
  const client = await connectAs(part);
  const { rows } = await client.query<{ user: string; unsafe: boolean; owns: number }>(
    `SELECT current_user AS user, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole AS unsafe,
            (SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relowner = r.oid AND n.nspname IN ('identity', 'crm', 'estimates')) AS owns
       FROM pg_roles r WHERE r.rolname = current_user`,
  );
  expect(rows).toEqual([{ user: APP_ROLES[part].role, unsafe: false, owns: 0 }]);
  const { rows: memberships } = await client.query(
    'SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = current_user',
  );
  expect(memberships).toEqual([]);
});

describe.each(PARTS)('the role of %s', (part) => {
  it('sees no row at all while no organisation is set', async () => {
    const client = await connectAs(part);
    for (const { name } of (await tables()).filter(
      (table) => table.name.startsWith(`${part}.`) && table.enabled && !table.isPart,
    )) {
      const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`);
      expect([name, rows[0]?.count]).toEqual([name, 0]);
    }
  });

  it('can’t read another subgraph’s tables, but for what verifiers need', async () => {
    for (const { name } of (await tables()).filter((table) => !table.name.startsWith(`${part}.`))) {
      const readable = await readableColumns(APP_ROLES[part].role, name);
      expect([name, readable]).toEqual([name, VERIFIERS_READ[name] ?? []]);
    }
  });

  it('can’t switch the wall off', async () => {
    const client = await connectAs(part);
    const mine = ONE_TABLE[part];
    await client.query('SET row_security = off'); // makes a query fail rather than filter; it opens nothing
    await expect(client.query(`SELECT 1 FROM ${mine}`)).rejects.toMatchObject({ code: '42501' });
    await expect(client.query(`ALTER TABLE ${mine} DISABLE ROW LEVEL SECURITY`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(client.query('SET ROLE postgres')).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|22023)$/),
    });
  });
});

it('refuses to write a row of another organisation', async () => {
  const client = await connectAs('estimates');
  await client.query('BEGIN');
  await client.query(`SELECT set_config('app.org_id', $1, true)`, [newId()]);
  await expect(
    client.query(
      `INSERT INTO estimates.projects (org_id, id, name, author_id) VALUES ($1, $2, 'theirs', $3)`,
      [newId(), newId(), newId()],
    ),
  ).rejects.toMatchObject({ code: '42501' });
  await client.query('ROLLBACK');
});

/** Keys that are looked up before an organisation is known: random, and hashed. */
const GLOBAL_KEYS = ['crm.webhooks (secret_hash)', 'estimates.client_links (token_hash)'];

it('has the organisation in every key outside of identity, so that rows can be told apart by it (docs/scaling.md)', async () => {
  const { rows } = await owner.query<{ key: string }>(
    `
    SELECT i.indrelid::regclass || ' (' || string_agg(a.attname, ', ' ORDER BY a.attnum) || ')' AS key
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
     WHERE i.indisunique AND c.relnamespace::regnamespace::text IN ('crm', 'estimates', 'audit', 'jobs', 'changes', 'gateway')
       AND c.oid::regclass::text <> ALL ($1)
     GROUP BY i.indexrelid, i.indrelid HAVING bool_and(a.attname <> 'org_id') ORDER BY 1`,
    [[...GLOBAL_TABLES, 'gateway.migrations']],
  );
  expect(rows.map(({ key }) => key)).toEqual(GLOBAL_KEYS);
});
