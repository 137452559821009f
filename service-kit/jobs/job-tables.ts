import type { Client } from 'pg';

/*
 * The jobs of all subgraphs, in a schema of its own (docs/jobs.md). A subgraph writes a job in the transaction that asks for
 * it, and works on its own kinds; crm shows them all.
 *
 * Row-level security binds the owner too. `jobs.work` and `jobs.failed` span organisations: they name their purpose to it,
 * and answer only what is needed to go on inside one.
 */

const TABLE = `
  CREATE TABLE IF NOT EXISTS jobs.jobs (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[A-Z][A-Z0-9_]{0,62}$'),
    state text NOT NULL DEFAULT 'QUEUED' CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    input jsonb NOT NULL,
    key text CHECK (length(key) <= 200),
    percent real NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
    note text CHECK (length(note) <= 300),
    checkpoint jsonb,
    result jsonb,
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL,
    next_at timestamptz(3) NOT NULL DEFAULT now(),
    runner uuid,
    lease_until timestamptz(3),
    error_code text,
    error_message text,
    error_at timestamptz(3),
    fault text,
    requested_by uuid,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    started_at timestamptz(3),
    finished_at timestamptz(3),
    PRIMARY KEY (org_id, id)
  )`;

const INDEXES = [
  `CREATE UNIQUE INDEX IF NOT EXISTS jobs_one_per_key ON jobs.jobs (org_id, kind, key)
     WHERE state IN ('QUEUED', 'RUNNING')`,
  `CREATE INDEX IF NOT EXISTS jobs_by_time ON jobs.jobs (org_id, created_at, id)`,
  `CREATE INDEX IF NOT EXISTS jobs_open ON jobs.jobs (kind, next_at) WHERE state IN ('QUEUED', 'RUNNING')`,
  `CREATE INDEX IF NOT EXISTS jobs_ended ON jobs.jobs (org_id, finished_at) WHERE finished_at IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS jobs_over ON jobs.jobs (finished_at) WHERE finished_at IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS jobs_failed ON jobs.jobs (finished_at) WHERE state = 'FAILED'`,
];

const OWN = `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`;

/** Where the request that asked for a job stands among traces, so that the job goes on in its trace. Once only, as below. */
const TRACE = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'jobs.jobs'::regclass AND attname = 'trace') THEN
      ALTER TABLE jobs.jobs ADD COLUMN trace text;
    END IF;
  END $$`;

/** Once only: ALTER TABLE would wait for, and hold up, whoever writes. */
const PROTECT = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = 'jobs.jobs'::regclass) THEN
      ALTER TABLE jobs.jobs ENABLE ROW LEVEL SECURITY;
      ALTER TABLE jobs.jobs FORCE ROW LEVEL SECURITY;
      CREATE POLICY organization ON jobs.jobs USING (${OWN}) WITH CHECK (${OWN});
      CREATE POLICY purpose ON jobs.jobs FOR SELECT USING (current_setting('app.purpose', true) = 'job_work');
    END IF;
  END $$`;

const spanning = (signature: string, answers: string, query: string) => `
  CREATE OR REPLACE FUNCTION jobs.${signature} RETURNS TABLE (${answers}) LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'job_work', true);
    RETURN QUERY ${query};
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Which organisations have jobs of these kinds that are due, or whose worker has died. */
const WORK = spanning(
  'work(kinds text[])',
  'org_id uuid, kind text',
  `SELECT DISTINCT j.org_id, j.kind FROM jobs.jobs j
    WHERE j.kind = ANY (kinds) AND j.next_at <= now()
      AND ((j.state = 'QUEUED' AND (j.lease_until IS NULL OR j.lease_until < now()))
        OR (j.state = 'RUNNING' AND j.lease_until < now())) LIMIT 1000`,
);

/** What failed for the last time, the oldest first: for whoever runs the installation. */
const FAILED = spanning(
  'failed()',
  `org_id uuid, id uuid, kind text, attempt integer, finished_at timestamptz, error_code text, error_message text, fault text`,
  `SELECT j.org_id, j.id, j.kind, j.attempt, j.finished_at, j.error_code, j.error_message, j.fault
     FROM jobs.jobs j WHERE j.state = 'FAILED' ORDER BY j.finished_at LIMIT 1000`,
);

/** How long jobs that ended are remembered. */
const KEEP_DAYS = 30;
/** What failed for the last time stays until somebody has had time to retry it. */
const KEEP_FAILED_DAYS = 90;

/** Whether a job ended so long ago that it is forgotten. */
export const IS_OVER = `finished_at < now() - CASE WHEN state = 'FAILED'
  THEN interval '${KEEP_FAILED_DAYS} days' ELSE interval '${KEEP_DAYS} days' END`;

/** Which organisations have jobs that are to be forgotten: those of a mirror, too, which no worker ever has in hand. */
const OVER = spanning(
  'over()',
  'org_id uuid',
  `SELECT DISTINCT j.org_id FROM jobs.jobs j WHERE j.${IS_OVER} LIMIT 1000`,
);

/**
 * Makes the schema, table and functions of jobs; part of `migrate up`, before the migrations that name them. Safe to repeat.
 *
 * @param client the owner's
 * @param roles of the subgraphs; none where there is one role for everything
 */
export async function prepareJobTables(client: Client, roles: readonly string[]): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS jobs');
  for (const sql of [TABLE, TRACE, ...INDEXES, PROTECT, WORK, FAILED, OVER]) await client.query(sql);
  await client.query('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA jobs FROM PUBLIC');
  for (const role of roles) {
    await client.query(`GRANT USAGE ON SCHEMA jobs TO ${role}`);
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON jobs.jobs TO ${role}`);
    await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO ${role}`);
  }
}
