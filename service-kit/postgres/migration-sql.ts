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
