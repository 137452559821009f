import type { QueryRunner } from 'typeorm';
import { grantTo } from './migration-sql';

/*
 * How a subgraph forgets an organisation (docs/accounts.md). Rows that are kept from everybody (what was sent, what is append-only)
 * must go with their organisation all the same, and no role of the application may take them away. So a function of the owner does
 * it, piece by piece, and only when identity says that the organisation's time is over.
 */

const SAFE_PATH = 'SET search_path = pg_catalog, pg_temp';

/** Whether the organisation of the transaction is to be removed now, as identity says. */
const REFUSE_UNLESS_DUE = `
    IF NOT EXISTS (SELECT FROM identity.organization_deletions d
                    WHERE d.org_id = org AND d.deletes_at <= clock_timestamp()) THEN
      RAISE EXCEPTION 'The organisation is not to be removed now.' USING ERRCODE = '42501';
    END IF;`;

/**
 * Makes `<schema>.purge_organization(org, most)`: removes at most so many rows of an organisation that is due, those that refer to others
 * first, and answers how many; 0 when none is left. Tables that refer to themselves lose all of them at once.
 *
 * @param options.first SQL that runs before: it may `RETURN` what it has removed
 * @param options.keep tables that are left out
 */
export async function createPurge(
  runner: QueryRunner,
  schema: string,
  role: string,
  { first = '', keep = [] }: { first?: string; keep?: readonly string[] } = {},
): Promise<void> {
  await runner.query(IS_PURGING(schema));
  await runner.query(`
    CREATE FUNCTION ${schema}.purge_organization(org uuid, most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
    DECLARE
      one record;
      ids uuid[];
      removed bigint;
    BEGIN
      PERFORM set_config('app.org_id', org::text, true);
      ${REFUSE_UNLESS_DUE}
      PERFORM set_config('app.purpose', 'purge_organization', true), set_config('app.telling', 'off', true);
      ${first}
      FOR one IN
        WITH RECURSIVE tables AS (
          SELECT c.oid, c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
           WHERE c.relnamespace = '${schema}'::regnamespace AND c.relkind IN ('r', 'p')
             AND c.relname <> ALL ('{${keep.join()}}')
        ), refers AS (
          SELECT DISTINCT f.conrelid AS child, f.confrelid AS parent FROM pg_constraint f
           WHERE f.contype = 'f' AND f.conrelid IN (SELECT oid FROM tables) AND f.confrelid IN (SELECT oid FROM tables)
        ), depths AS (
          SELECT oid, 0 AS depth FROM tables
          UNION
          SELECT r.child, d.depth + 1 FROM depths d JOIN refers r ON r.parent = d.oid AND r.child <> r.parent WHERE d.depth < 50
        )
        SELECT d.oid::regclass::text AS name, EXISTS (SELECT FROM refers r WHERE r.child = d.oid AND r.parent = d.oid) AS is_tree
          FROM depths d GROUP BY d.oid ORDER BY max(d.depth) DESC, d.oid
      LOOP
        IF one.is_tree THEN
          EXECUTE format('DELETE FROM ONLY %s WHERE org_id = $1', one.name) USING org;
        ELSE
          EXECUTE format('DELETE FROM ONLY %1$s WHERE org_id = $1 AND ctid = ANY (ARRAY(
            SELECT ctid FROM ONLY %1$s WHERE org_id = $1 LIMIT $2))', one.name) USING org, most;
        END IF;
        GET DIAGNOSTICS removed = ROW_COUNT;
        IF removed > 0 THEN
          RETURN removed;
        END IF;
      END LOOP;
      RETURN 0;
    END $$`);
  await runner.query(`REVOKE EXECUTE ON FUNCTION ${schema}.purge_organization(uuid, integer) FROM PUBLIC`);
  await grantTo(runner, role, `EXECUTE ON FUNCTION ${schema}.purge_organization(uuid, integer)`);
}

/** Takes {@link createPurge} back. */
export async function dropPurge(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`DROP FUNCTION ${schema}.purge_organization(uuid, integer)`);
  await runner.query(`DROP FUNCTION ${schema}.is_purging()`);
}

/** Only within the owner's function: whoever else names the purpose is not the owner of the schema. */
const IS_PURGING = (schema: string): string => `
  CREATE FUNCTION ${schema}.is_purging() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('app.purpose', true), '') = 'purge_organization'
       AND current_user = (SELECT pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace WHERE nspname = '${schema}')
  $$`;

/**
 * Lets rows that triggers keep go with their organisation: the triggers of these functions don't run then.
 *
 * @param functions without the schema
 */
export async function yieldToPurge(
  runner: QueryRunner,
  schema: string,
  functions: readonly string[],
): Promise<void> {
  const triggers = await triggersOf(runner, schema, functions);
  if (triggers.length === 0) throw new Error(`No trigger of ${schema} runs ${functions.join(', ')}.`);
  for (const { table, name, definition } of triggers) {
    await runner.query(`DROP TRIGGER ${name} ON ${table}`);
    await runner.query(
      definition.replace(' EXECUTE FUNCTION', ` WHEN (NOT ${schema}.is_purging()) EXECUTE FUNCTION`),
    );
  }
}

/** Takes {@link yieldToPurge} back. */
export async function stopYielding(
  runner: QueryRunner,
  schema: string,
  functions: readonly string[],
): Promise<void> {
  for (const { table, name, definition } of await triggersOf(runner, schema, functions)) {
    await runner.query(`DROP TRIGGER ${name} ON ${table}`);
    await runner.query(definition.replace(/ WHEN \(.*\) EXECUTE FUNCTION/s, ' EXECUTE FUNCTION'));
  }
}

const triggersOf = (runner: QueryRunner, schema: string, functions: readonly string[]) =>
  runner.query(
    `SELECT t.tgrelid::regclass::text AS table, quote_ident(t.tgname) AS name, pg_get_triggerdef(t.oid) AS definition
       FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE NOT t.tgisinternal AND p.pronamespace = $1::regnamespace AND p.proname = ANY ($2) ORDER BY t.tgrelid, t.tgname`,
    [schema, functions],
  ) as Promise<{ table: string; name: string; definition: string }[]>;
