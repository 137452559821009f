import { Client } from 'pg';
import { newId } from '../service-kit/data/ids';
import { ensureEmbeddedDatabase, searchTrouble } from '../main/embedded-database';
import { silentLogger } from '../service-kit/process/logger';
import { useDatabase } from '../testkit/database';

/*
 * Search by a part of a text, on tables of many organisations, as the application's roles see them: behind row-level security,
 * where PostgreSQL would use no index for LIKE (decision 20).
 */

const ROWS = 30_000;
const ITEMS = 100_000;
const ORGANIZATIONS = 3;
const SMALL = 600;
const database = useDatabase();
const mine = newId();
const others = [newId(), newId()];
let owner: Client;
const roles: Client[] = [];

beforeAll(async () => {
  owner = new Client({ connectionString: database.url });
  await owner.connect();
  const organizations = [mine, ...others];
  const connection = newId();
  for (const org of organizations) {
    await owner.query(
      `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind, connected_at, connected_by, created_at)
       VALUES ($1, $2, 1, 'acme', 'Acme', 'EUR', 'ACTIVE', 'OAUTH', now(), $2, now())`,
      [org, connection],
    );
  }
  const cards = (extra: string, values: string) => `
    (org_id, id, connection_id, kommo_id, name, created_at, updated_at${extra})
    SELECT ($1::uuid[])[1 + g % ${ORGANIZATIONS}], gen_random_uuid(), $2, g,
           CASE g WHEN 3000 THEN 'Штукатурка Потолка' WHEN 3001 THEN 'Штукатурка чужая' ELSE 'Заявка ' || md5(g::text) END,
           now(), now()${values} FROM generate_series(1, ${ROWS}) g`;
  const phones = `, CASE g WHEN 3000 THEN '["+7 (912) 345-67-89"]'::jsonb ELSE jsonb_build_array('+44 20 ' || g) END`;
  await owner.query(`INSERT INTO crm.leads ${cards(', price', ', 1')}`, [organizations, connection]);
  await owner.query(`INSERT INTO crm.companies ${cards(', phones', phones)}`, [organizations, connection]);
  await owner.query(
    `INSERT INTO crm.contacts ${cards(', phones, first_name, last_name', `${phones}, '', ''`)}`,
    [organizations, connection],
  );
  const role = newId();
  for (const org of organizations) {
    await owner.query(`INSERT INTO identity.organizations (org_id, name) VALUES ($1, 'Org')`, [org]);
    await owner.query(
      `INSERT INTO identity.roles (org_id, id, key, name, is_system, permissions) VALUES ($1, $2, 'viewer', 'Viewer', true, '{}')`,
      [org, role],
    );
  }
  await owner.query(`
    INSERT INTO identity.users (id, email, email_key, first_name, last_name, password_hash)
    SELECT ('00000000-0000-7000-8000-' || lpad(g::text, 12, '0'))::uuid, 'u' || g || '@example.com', 'u' || g || '@example.com',
           md5(g::text), CASE WHEN g IN (3000, 3001) THEN 'Щербакова' ELSE 'Иванова' END, 'none'
      FROM generate_series(1, ${ROWS}) g`);
  await owner.query(
    `INSERT INTO identity.memberships (org_id, user_id, role_id)
     SELECT ($1::uuid[])[1 + g % ${ORGANIZATIONS}], ('00000000-0000-7000-8000-' || lpad(g::text, 12, '0'))::uuid, $2
       FROM generate_series(1, ${ROWS}) g`,
    [organizations, role],
  );
  const catalogue = newId();
  for (const org of organizations) {
    await owner.query(
      `INSERT INTO estimates.catalogues
         (org_id, id, name, currency, item_count, last_number, version, created_at, updated_at)
       VALUES ($1, $2, 'C', 'EUR', 0, 0, 1, now(), now())`,
      [org, catalogue],
    );
  }
  await owner.query(
    `INSERT INTO estimates.catalogue_items (org_id, id, catalogue_id, code, name, kind)
     SELECT ($1::uuid[])[1 + g % ${ORGANIZATIONS}], gen_random_uuid(), $2, 'c' || g,
            CASE WHEN g IN (3000, 3001) THEN 'Штукатурка стен' ELSE 'Работа ' || md5(g::text) END, 'WORK'
       FROM generate_series(1, ${ITEMS}) g`,
    [organizations, catalogue],
  );
  // Many small organisations beside: by the average, ours is one of them.
  await owner.query(`
    WITH small AS (SELECT gen_random_uuid() AS id, g FROM generate_series(1, ${SMALL}) g),
         org AS (INSERT INTO identity.organizations (org_id, name) SELECT id, 'Small' FROM small),
         item AS (INSERT INTO estimates.catalogues (org_id, id, name, currency, item_count, last_number, version, created_at, updated_at)
                  SELECT id, id, 'C', 'EUR', 0, 0, 1, now(), now() FROM small),
         con AS (INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind, connected_at, connected_by, created_at)
                 SELECT id, id, 1, 'acme', 'Acme', 'EUR', 'ACTIVE', 'OAUTH', now(), id, now() FROM small)
    INSERT INTO identity.roles (org_id, id, key, name, is_system, permissions) SELECT id, id, 'viewer', 'Viewer', true, '{}' FROM small`);
  const small = `(SELECT org_id, row_number() OVER () AS g FROM identity.organizations WHERE name = 'Small') small`;
  for (const sql of [
    `identity.memberships (org_id, user_id, role_id)
     SELECT org_id, ('00000000-0000-7000-8000-' || lpad(g::text, 12, '0'))::uuid, org_id`,
    `crm.leads (org_id, id, connection_id, kommo_id, name, created_at, updated_at, price)
     SELECT org_id, org_id, org_id, 1, 'Заявка', now(), now(), 1`,
    `crm.companies (org_id, id, connection_id, kommo_id, name, created_at, updated_at)
     SELECT org_id, org_id, org_id, 1, 'Заявка', now(), now()`,
    `crm.contacts (org_id, id, connection_id, kommo_id, name, first_name, last_name, created_at, updated_at)
     SELECT org_id, org_id, org_id, 1, 'Заявка', '', '', now(), now()`,
    `estimates.catalogue_items (org_id, id, catalogue_id, code, name, kind)
     SELECT org_id, org_id, org_id, 'c', 'Работа', 'WORK'`,
  ])
    await owner.query(`INSERT INTO ${sql} FROM ${small}`);
  await owner.query('VACUUM ANALYZE'); // as autovacuum does: what was written last lies beside the index
});
afterAll(() => Promise.all([owner, ...roles].map((client) => client.end())));

/** Inside the organisation, as the role of a subgraph, in one read-only transaction. */
async function asRole<T>(
  part: 'crm' | 'identity' | 'estimates',
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: await database.urlFor(part) });
  roles.push(client);
  await client.connect();
  await client.query(`BEGIN READ ONLY; SELECT set_config('app.org_id', '${mine}', true)`);
  return work(client);
}

const SEARCHES = [
  ['crm', 'leads', '%штукатурк%'],
  ['crm', 'contacts', '%штукатурк%'],
  ['crm', 'contacts', '%9123456789%'],
  ['crm', 'companies', '%3456789%'],
  ['estimates', 'catalogue_items', '%штукатурк%'],
  ['identity', 'member_names', '%щербак%'],
  ['identity', 'member_names', '%u3000@example%'],
] as const;

describe.each(SEARCHES)('a search of %s.%s for %s', (schema, name, pattern) => {
  it('goes by the trigram index', async () => {
    await asRole(schema, async (client) => {
      await client.query(
        `SELECT set_config('app.search', $1, true), set_config('app.search_other', $1, true)`,
        [pattern],
      );
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT 1 FROM ${schema}.searchable_${name} WHERE org_id = '${mine}'`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain(`Bitmap Index Scan on ${name}_search`);
      expect(plan).not.toContain(`Seq Scan on ${name} `);
    });
  });

  it('reads few pages, though the average organisation is small', async () => {
    await asRole(schema, async (client) => {
      const search = `SELECT ${schema}.search_${name}($1, $1)`;
      await client.query(search, [pattern]); // what is read once is in the catalogue's cache
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${search}`, [
        pattern,
      ]);
      const [, hit = '0', , read = '0'] =
        /Buffers: shared (?:hit=(\d+))?( ?read=(\d+))?/.exec(
          rows.map((row) => row['QUERY PLAN']).join('\n'),
        ) ?? [];
      expect(Number(hit) + Number(read)).toBeLessThan(1_500); // each row of ours: 10,000 and more
    });
  });

  it('finds what is ours, and nothing of the other organisations', async () => {
    await asRole(schema, async (client) => {
      const { rows } = await client.query(`SELECT ${schema}.search_${name}($1, $1)`, [pattern]);
      const { rows: ours } = await client.query(
        schema !== 'identity'
          ? `SELECT id FROM ${schema}.${name} WHERE id IN (SELECT ${schema}.search_${name}($1, $1))`
          : `SELECT id FROM identity.users WHERE id IN (SELECT identity.search_member_names($1, $1))`,
        [pattern],
      );
      expect(ours.length).toBe(rows.length);
      // Row 3000 belongs to the first organisation, 3001 (which has the same word) to the second.
      expect(rows.length).toBe(1);
    });
  });

  it('leaves nothing behind: whoever reads the parent without a search sees no row', async () => {
    await asRole(schema, async (client) => {
      await client.query(`SELECT ${schema}.search_${name}($1, $1)`, [pattern]);
      expect((await client.query(`SELECT 1 FROM ${schema}.searchable_${name}`)).rows).toEqual([]);
    });
  });
});

it('says plainly when a database can’t search other letters quickly', async () => {
  expect(await searchTrouble(database.url)).toBeNull();
  const old = `cashcraft_old_${newId().slice(0, 8)}`;
  await owner.query(`CREATE DATABASE ${old} TEMPLATE template0 LC_CTYPE 'C'`);
  try {
    const url = new URL(database.url);
    url.pathname = `/${old}`;
    expect(await searchTrouble(url.toString())).toMatch(/no extension pg_trgm.*CREATE EXTENSION/);
    const client = new Client({ connectionString: url.toString() });
    await client.connect();
    await client.query('CREATE EXTENSION pg_trgm');
    await client.end();
    expect(await searchTrouble(url.toString())).toMatch(/LC_CTYPE C.*C\.UTF-8.*pg_dump/);
  } finally {
    await owner.query(`DROP DATABASE ${old} WITH (FORCE)`);
  }
});

it('carries an embedded database over to the letters of all languages, also when a start was killed before its indexes were made anew', async () => {
  const old = `cashcraft_old_${newId().slice(0, 8)}`;
  const url = new URL(database.url);
  url.pathname = `/${old}`;
  const inside = async (...statements: string[]) => {
    const client = new Client({ connectionString: url.toString() });
    await client.connect();
    try {
      let count: number | null = 0;
      for (const statement of statements) count = (await client.query(statement)).rowCount;
      return count;
    } finally {
      await client.end();
    }
  };
  const found = () => inside('SET enable_seqscan = off', `SELECT FROM words WHERE word LIKE '%тукатур%'`);
  const states = async () =>
    (
      await owner.query(
        `SELECT datctype = 'C' AS old, shobj_description(oid, 'pg_database') AS said FROM pg_database WHERE datname = $1`,
        [old],
      )
    ).rows;
  const carriedOver = [{ old: false, said: null }];
  await owner.query(
    `CREATE DATABASE ${old} TEMPLATE template0 LC_CTYPE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'`,
  );
  try {
    await inside(
      'CREATE EXTENSION pg_trgm',
      'CREATE TABLE words (word text)',
      `INSERT INTO words VALUES ('Штукатурка')`,
      'CREATE INDEX ON words USING gin (word gin_trgm_ops)',
    );
    expect(await ensureEmbeddedDatabase(database.url, silentLogger(), old)).toBe(url.toString());
    expect([await states(), await found()]).toEqual([carriedOver, 1]);

    // What is left of a start that is killed between the two: the letters are new, the index is of the old ones.
    await owner.query(`UPDATE pg_database SET datctype = 'C' WHERE datname = $1`, [old]);
    await inside('REINDEX TABLE words');
    await owner.query(`COMMENT ON DATABASE ${old} IS 'search indexes are to be rebuilt'`);
    await owner.query(`UPDATE pg_database SET datctype = 'C.UTF-8' WHERE datname = $1`, [old]);
    expect(await found()).toBe(0);
    await ensureEmbeddedDatabase(database.url, silentLogger(), old);
    expect([await states(), await found()]).toEqual([carriedOver, 1]);
  } finally {
    await owner.query(`DROP DATABASE ${old} WITH (FORCE)`);
  }
});
