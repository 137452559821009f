import type { DataSource } from 'typeorm';
import { inOrganization } from '../postgres/database';
import type { Logger } from '../process/logger';
import { startRounds, type Rounds } from '../process/rounds';
import { IS_OVER } from './job-tables';

const EVERY_MS = 10 * 60_000;
/** Rows in one transaction. */
const BATCH = 500;

/**
 * Forgets jobs that ended long ago (30 days, 90 for those that failed), of all organisations and kinds.
 *
 * @param source of any subgraph's role
 * @returns how many went
 */
export async function cleanJobs(source: DataSource): Promise<number> {
  let forgotten = 0;
  const orgs = (await source.query('SELECT org_id AS id FROM jobs.over()')) as { id: string }[];
  for (const { id } of orgs) {
    for (let count = BATCH; count === BATCH; forgotten += count) {
      const [, gone] = (await inOrganization(source, id, (db) =>
        db.query(
          `DELETE FROM jobs.jobs WHERE org_id = $1 AND ctid = ANY (ARRAY(
             SELECT ctid FROM jobs.jobs WHERE org_id = $1 AND ${IS_OVER} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
          [id],
        ),
      )) as [unknown, number];
      count = gone;
    }
  }
  return forgotten;
}

/** Cleans every ten minutes, and at once, until closed. A failure is logged, and the next round tries again. */
export const startJobCleaning = (source: DataSource, log: Logger): Rounds =>
  startRounds({
    everyMs: EVERY_MS,
    isEager: true,
    round: async () => {
      const jobs = await cleanJobs(source);
      if (jobs > 0) log.info({ jobs }, 'ended jobs forgotten');
    },
    onFailure: (error) => log.warn({ err: error }, 'ended jobs not forgotten'),
  });
