import type { QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../postgres/migration-sql';

/** For the functions below: which organisations have work to do. */
const PURPOSE = `current_setting('app.purpose', true) = 'event_work'`;

/** A function that names its purpose to row-level security for the length of one query. */
const spanning = (name: string, answers: string, query: string) => `
  CREATE FUNCTION ${name}() RETURNS TABLE (${answers}) LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'event_work', true);
    RETURN QUERY ${query};
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/**
 * Makes a subgraph's outbox and inbox; call it in a migration of the subgraph.
 *
 * @param schema the subgraph's
 * @param role its application role
 */
export async function createEventTables(runner: QueryRunner, schema: string, role: string): Promise<void> {
  await createOutbox(runner, schema);
  await createInbox(runner, schema);
  for (const table of ['outbox', 'inbox']) {
    await protectByOrganization(runner, `${schema}.${table}`, PURPOSE);
    await grantTo(runner, role, `SELECT, INSERT, UPDATE, DELETE ON ${schema}.${table}`);
  }
  await runner.query(
    spanning(
      `${schema}.outbox_work`,
      'org_id uuid',
      `SELECT DISTINCT o.org_id FROM ${schema}.outbox o LIMIT 1000`,
    ),
  );
  await runner.query(
    spanning(
      `${schema}.inbox_work`,
      'org_id uuid, consumer text',
      `SELECT DISTINCT i.org_id, i.consumer FROM ${schema}.inbox i
        WHERE i.done_at IS NULL AND i.dead_at IS NULL AND i.next_at <= now() LIMIT 1000`,
    ),
  );
  await runner.query(
    spanning(
      `${schema}.dead_events`,
      'org_id uuid, consumer text, event_id uuid, type text, object text, attempts integer, dead_at timestamptz, error text',
      `SELECT i.org_id, i.consumer, i.event_id, i.type, i.object, i.attempts, i.dead_at, i.error
         FROM ${schema}.inbox i WHERE i.dead_at IS NOT NULL ORDER BY i.dead_at LIMIT 1000`,
    ),
  );
}

/** Lets events go on in the trace of what emitted them; call it in a migration of the subgraph, after {@link createEventTables}. */
export async function addEventTraces(runner: QueryRunner, schema: string): Promise<void> {
  for (const table of ['outbox', 'inbox'])
    await runner.query(`ALTER TABLE ${schema}.${table} ADD COLUMN trace text`);
}

/** Takes back what {@link addEventTraces} added. */
export async function dropEventTraces(runner: QueryRunner, schema: string): Promise<void> {
  for (const table of ['outbox', 'inbox'])
    await runner.query(`ALTER TABLE ${schema}.${table} DROP COLUMN trace`);
}

/** Takes back what {@link createEventTables} made. */
export async function dropEventTables(runner: QueryRunner, schema: string): Promise<void> {
  for (const name of ['outbox_work', 'inbox_work', 'dead_events']) {
    await runner.query(`DROP FUNCTION ${schema}.${name}()`);
  }
  await runner.query(`DROP TABLE ${schema}.inbox, ${schema}.outbox`);
}

async function createOutbox(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`
    CREATE TABLE ${schema}.outbox (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      position bigint GENERATED ALWAYS AS IDENTITY,
      type text NOT NULL,
      object text NOT NULL CHECK (length(object) <= 300),
      payload jsonb NOT NULL,
      is_local boolean NOT NULL,
      emitted_at timestamptz(3) NOT NULL DEFAULT now(),
      PRIMARY KEY (org_id, id)
    )`);
  await runner.query(`CREATE INDEX outbox_in_order ON ${schema}.outbox (org_id, position)`);
}

async function createInbox(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`
    CREATE TABLE ${schema}.inbox (
      org_id uuid NOT NULL,
      consumer text NOT NULL,
      event_id uuid NOT NULL,
      position bigint GENERATED ALWAYS AS IDENTITY,
      type text NOT NULL,
      object text NOT NULL,
      payload jsonb,
      emitted_at timestamptz(3) NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      next_at timestamptz(3) NOT NULL DEFAULT now(),
      done_at timestamptz(3),
      dead_at timestamptz(3),
      error text,
      PRIMARY KEY (org_id, consumer, event_id),
      CHECK (done_at IS NULL OR dead_at IS NULL)
    )`);
  await runner.query(
    `CREATE INDEX inbox_heads ON ${schema}.inbox (org_id, consumer, object, position) WHERE done_at IS NULL`,
  );
  await runner.query(
    `CREATE INDEX inbox_due ON ${schema}.inbox (next_at) WHERE done_at IS NULL AND dead_at IS NULL`,
  );
  await runner.query(`CREATE INDEX inbox_dead ON ${schema}.inbox (dead_at) WHERE dead_at IS NOT NULL`);
  await runner.query(
    `CREATE INDEX inbox_done ON ${schema}.inbox (org_id, done_at) WHERE done_at IS NOT NULL`,
  );
}
