import type { QueryRunner } from 'typeorm';

/**
 * Puts a table behind row-level security: rows of the organisation in `app.org_id` are visible and writable, no others,
 * for the owner too. With no organisation set, nothing is.
 *
 * @param table with its schema: `crm.leads`
 * @param also a further SQL condition under which rows are *visible* (never writable); for the named functions that
 *   span organisations, such as `current_setting('app.purpose', true) = 'log_in'`
 */
export async function protectByOrganization(
  runner: QueryRunner,
  table: string,
  also?: string,
): Promise<void> {
  const own = `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`;
  await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await runner.query(`CREATE POLICY organization ON ${table} USING (${own}) WITH CHECK (${own})`);
  if (also) await runner.query(`CREATE POLICY purpose ON ${table} FOR SELECT USING (${also})`);
}

/**
 * Grants to an application role; does nothing where there is one role for everything.
 *
 * @param grant what follows GRANT and comes before TO: `SELECT, INSERT ON crm.leads`
 */
export async function grantTo(runner: QueryRunner, role: string, grant: string): Promise<void> {
  const rows = (await runner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])) as unknown[];
  if (rows.length > 0) await runner.query(`GRANT ${grant} TO ${role}`);
}

/**
 * Builds an index while others write, for a migration with `transaction = false`. What a broken try has left, which would slow writes
 * and serve no read, is taken away first.
 *
 * @param name with its schema: `crm.leads_by_price`
 * @param definition what follows the name: `ON crm.leads (org_id, price)`
 * @param kind what stands before INDEX
 */
export async function createIndexBeside(
  runner: { query: (sql: string) => Promise<unknown> },
  name: string,
  definition: string,
  kind: '' | 'UNIQUE ' = '',
): Promise<void> {
  await runner.query('SET lock_timeout = 0'); // it waits for older transactions, and nobody waits behind it
  try {
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    await runner.query(`CREATE ${kind}INDEX CONCURRENTLY ${name.slice(name.indexOf('.') + 1)} ${definition}`);
  } finally {
    // The next try, and who comes after it, is impatient again; of a lost connection the first error tells more.
    await runner.query('RESET lock_timeout').catch(() => undefined);
  }
}

/** Makes the table in which a subgraph keeps what was done under an `Idempotency-Key` (service-kit/postgres/idempotency.ts). */
export async function createIdempotentEffects(
  runner: QueryRunner,
  schema: string,
  role: string,
): Promise<void> {
  const table = `${schema}.idempotent_effects`;
  await runner.query(`
    CREATE TABLE ${table} (
      org_id uuid NOT NULL,
      user_id uuid NOT NULL,
      key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
      field text NOT NULL,
      fingerprint text NOT NULL,
      result bytea,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      PRIMARY KEY (org_id, user_id, key, field)
    )`);
  await runner.query(`CREATE INDEX ON ${table} (org_id, created_at)`);
  await protectByOrganization(runner, table);
  await grantTo(runner, role, `SELECT, INSERT, UPDATE, DELETE ON ${table}`);
}

/** What trigram indexes stand on. Both are trusted: whoever may create in the database may have them. */
const SEARCH_EXTENSIONS = ['pg_trgm', 'btree_gin'];

/** @returns whether they are there; not where the server lacks them, or the role may not have them made */
async function haveSearchExtensions(runner: QueryRunner): Promise<boolean> {
  await runner.query('SAVEPOINT search_extensions');
  try {
    for (const name of SEARCH_EXTENSIONS) await runner.query(`CREATE EXTENSION IF NOT EXISTS ${name}`);
    return true;
  } catch {
    await runner.query('ROLLBACK TO SAVEPOINT search_extensions');
    return false;
  } finally {
    await runner.query('RELEASE SAVEPOINT search_extensions');
  }
}

/** How much of the words a text has to share: one letter in five may be wrong. */
const SIMILARITY = 0.5;

/** A table that is searched for a part of a text. */
export interface SearchedTable {
  /** With its schema: `crm.leads`. */
  table: string;
  /** Its columns that are needed, as in its own definition, the key first. */
  columns: readonly string[];
  key: string;
  /** The column that the search answers; `id` unless told. */
  id?: string;
  /** Which rows an organisation may find, as SQL: the condition of the table's own policy. */
  visible: string;
  /** What is searched, an immutable SQL expression in lower case. */
  text: string;
  /** What stands in the index before the text, when the table has it: `org_id`. */
  prefix?: string;
  /** Whether a second pattern counts as well: the digits of a telephone number. */
  hasOther?: boolean;
  /**
   * SIMILAR: the second text is no pattern but words, and what is like them is found (pg_trgm's word similarity); nothing is where
   * the extension is missing. An empty text finds nothing.
   */
  other?: 'SIMILAR';
  /** Who may search. */
  role: string;
}

/**
 * Makes a table searchable by an index though it is behind row-level security (decision 20). PostgreSQL uses no index for
 * LIKE there, because LIKE might tell of hidden rows before the policy is asked; a condition *of* the policy it may use. So
 * the table gets a parent with a policy of its own, which holds the organisation's condition *and* the pattern. It is read
 * by a function, `<schema>.search_<name>(pattern, other)`, that answers the ids of the rows that match either pattern.
 *
 * @returns the name of the parent
 */
export async function makeSearchable(runner: QueryRunner, searched: SearchedTable): Promise<string> {
  const { table, columns, key, id = 'id', visible, text, prefix, hasOther, role } = searched;
  const isSimilar = searched.other === 'SIMILAR' && (await haveSearchExtensions(runner));
  const [schema, name] = table.split('.') as [string, string];
  const parent = `${schema}.searchable_${name}`;
  await runner.query(`CREATE TABLE ${parent} (${columns.join(', ')}, PRIMARY KEY (${key}))`);
  await runner.query(`ALTER TABLE ${table} INHERIT ${parent}`);
  await runner.query(`ALTER TABLE ${parent} ENABLE ROW LEVEL SECURITY`);
  await runner.query(`ALTER TABLE ${parent} FORCE ROW LEVEL SECURITY`);
  const like = (setting: string) => `${text} LIKE current_setting('${setting}', true)`;
  // Without a text it is null, for which the index has nothing, not everything.
  const similar = `${text} %> nullif(current_setting('app.search_other', true), '')`;
  const other = isSimilar ? ` OR ${similar}` : hasOther ? ` OR ${like('app.search_other')}` : '';
  await runner.query(
    `CREATE POLICY search ON ${parent} FOR SELECT USING (${visible} AND (${like('app.search')}${other}))`,
  );
  await grantTo(runner, role, `SELECT ON ${parent}`);
  // EXECUTE, because a plan that was made for one pattern is wrong for the next.
  await runner.query(
    `CREATE FUNCTION ${schema}.search_${name}(pattern text, other text) RETURNS SETOF uuid
       LANGUAGE plpgsql SECURITY INVOKER AS $$
     BEGIN
       PERFORM set_config('app.search', pattern, true), set_config('app.search_other', other, true);
       ${isSimilar ? `PERFORM set_config('pg_trgm.word_similarity_threshold', '${SIMILARITY}', true);` : ''}
       RETURN QUERY EXECUTE 'SELECT ${id} FROM ${parent}';
       PERFORM set_config('app.search', '', true), set_config('app.search_other', '', true);
     END $$`,
  );
  if (await haveSearchExtensions(runner)) {
    const before = prefix ? `${prefix}, ` : '';
    await runner.query(`CREATE INDEX ${name}_search ON ${table} USING gin (${before}(${text}) gin_trgm_ops)`);
  }
  return parent;
}

/** Takes back {@link makeSearchable}; the extensions stay. */
export async function stopSearching(runner: QueryRunner, table: string): Promise<void> {
  const [schema, name] = table.split('.') as [string, string];
  await runner.query(`DROP FUNCTION ${schema}.search_${name}(text, text)`);
  await runner.query(`DROP INDEX IF EXISTS ${schema}.${name}_search`);
  await runner.query(`ALTER TABLE ${table} NO INHERIT ${schema}.searchable_${name}`);
  await runner.query(`DROP TABLE ${schema}.searchable_${name}`);
}

/**
 * Has the functions of {@link makeSearchable} name the organisation. The policy's condition says it in a setting, which planning doesn't know:
 * among many small organisations it takes the largest for one of them, and reads all its rows rather than the trigram index.
 *
 * @param back takes it back
 */
export async function searchByOrganization(
  runner: QueryRunner,
  schema: string,
  { back = false }: { back?: boolean } = {},
): Promise<void> {
  const named = ` WHERE org_id = ' || quote_nullable(nullif(current_setting('app.org_id', true), ''))`;
  const functions = (await runner.query(
    `SELECT pg_get_functiondef(p.oid) AS sql FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = $1 AND p.proname LIKE 'search\\_%' AND p.prosrc LIKE '%FROM ' || $1 || '.searchable\\_%'
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attname = 'org_id'
                     AND a.attrelid = to_regclass($1 || '.searchable_' || substr(p.proname, 8)))`,
    [schema],
  )) as { sql: string }[];
  for (const { sql } of functions) {
    const parent = new RegExp(`(FROM ${schema}\\.searchable_\\w+)`);
    await runner.query(
      back
        ? sql.replaceAll(named, `'`)
        : sql.replaceAll(new RegExp(`${parent.source}'`, 'g'), (_all, from: string) => from + named),
    );
  }
}
