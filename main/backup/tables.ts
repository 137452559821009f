import type { Client } from 'pg';
import { APP_ROLES } from '../database-roles';

/** A table of ours with the columns that hold data of their own. */
export interface Table {
  /** Quoted where needed: `crm.leads`. */
  readonly name: string;
  /** Without those that PostgreSQL computes. */
  readonly columns: readonly string[];
  /** What its own rows are read from: search stands on inheritance, and a table in parts has its rows there. */
  readonly source: string;
}

/** All schemas of the product. */
const SCHEMAS: readonly string[] = [
  ...new Set([...Object.values(APP_ROLES).map(({ schema }) => schema), 'jobs', 'changes', 'audit']),
];

/** The tables that hold data. What migrations note is not among them: a restore has them run. */
export async function tablesOf(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name,
            array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns,
            CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || format('%I.%I', n.nspname, c.relname) AS source
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1) AND c.relname NOT IN ('migrations', 'bullmq_migrations', 'schema_migrations')
      GROUP BY n.nspname, c.relname, c.relkind ORDER BY n.nspname, c.relname`,
    [SCHEMAS],
  );
  return rows;
}

/** Where sequences stand, by their names. */
export async function sequencesOf(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; at: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS at FROM pg_sequences
      WHERE schemaname = ANY ($1) AND last_value IS NOT NULL`,
    [SCHEMAS],
  );
  return Object.fromEntries(rows.map(({ name, at }) => [name, at]));
}

/** Whether this role sees and may write every row, whatever organisation it is of. */
export async function seesEverything(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ sees: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS sees FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]?.sees ?? false;
}
