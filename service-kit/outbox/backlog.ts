import type { DataSource, EntityManager } from 'typeorm';
import { schemaOf } from './events';

/** What waits in a subgraph's outbox or inbox. */
export interface Backlog {
  readonly state: 'outbox' | 'inbox' | 'dead';
  readonly count: number;
  /** Of the oldest, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** More is not counted: it would be no other news. */
const COUNTED = 10_000;

/**
 * Counts what waits for delivery (outbox), for its consumer (inbox), and what failed for good (dead), in all organisations. It
 * names its purpose to row-level security for the length of one transaction, and reads no payload.
 */
export function eventBacklog(source: DataSource): Promise<Backlog[]> {
  return spanning(source, 'event_work', async (db) => {
    const schema = schemaOf(db);
    return (await db.query(
      `SELECT state, count(*)::int AS count, coalesce(extract(epoch FROM now() - min(since)), 0)::float8 AS "oldestSeconds"
         FROM (SELECT 'outbox' AS state, emitted_at AS since FROM (SELECT emitted_at FROM ${schema}.outbox LIMIT ${COUNTED}) o
               UNION ALL
               SELECT CASE WHEN dead_at IS NULL THEN 'inbox' ELSE 'dead' END, coalesce(dead_at, next_at)
                 FROM (SELECT dead_at, next_at FROM ${schema}.inbox
                        WHERE done_at IS NULL AND (dead_at IS NOT NULL OR next_at <= now()) LIMIT ${COUNTED}) i) waiting
        GROUP BY state`,
    )) as Backlog[];
  });
}

/** What waits or failed of the jobs, by kind. */
export interface JobBacklog {
  readonly kind: string;
  readonly state: 'QUEUED' | 'RUNNING' | 'FAILED';
  readonly count: number;
  readonly oldestSeconds: number;
}

/** Counts jobs that are due, that run, and that failed for the last time, in all organisations. */
export function jobBacklog(source: DataSource): Promise<JobBacklog[]> {
  return spanning(
    source,
    'job_work',
    async (db) =>
      (await db.query(
        `SELECT kind, state, count(*)::int AS count,
                coalesce(extract(epoch FROM now() - min(since)), 0)::float8 AS "oldestSeconds"
           FROM (SELECT kind, state, coalesce(finished_at, next_at) AS since FROM jobs.jobs
                  WHERE state IN ('QUEUED', 'RUNNING') AND next_at <= now() OR state = 'FAILED' LIMIT ${COUNTED}) j
          GROUP BY kind, state`,
      )) as JobBacklog[],
  );
}

function spanning<T>(
  source: DataSource,
  purpose: string,
  work: (db: EntityManager) => Promise<T>,
): Promise<T> {
  return source.transaction(async (db) => {
    await db.query(
      `SELECT set_config('app.purpose', $1, true), set_config('transaction_read_only', 'on', true)`,
      [purpose],
    );
    return work(db);
  });
}
