import { retryJobRow } from '../service-kit/jobs/enqueue-job';
import { inOrganization } from '../service-kit/postgres/database';
import { openEventSource } from './events';
import type { Platform } from './platform';
import { bold, dim, write } from './terminal';

interface FailedJob {
  orgId: string;
  id: string;
  kind: string;
  attempt: number;
  finishedAt: Date;
  code: string | null;
  message: string | null;
  fault: string | null;
}

/**
 * `jobs failed | retry <id>|all`: what becomes of jobs that failed for the last time, in all organisations. Running workers take
 * up what is retried within two seconds.
 *
 * @throws Error for an id that no failed job has
 */
export async function manageJobs(platform: Platform, [action, wanted]: string[]): Promise<void> {
  const source = await openEventSource(platform, 'crm');
  const failed = (await source.query(
    `SELECT org_id AS "orgId", id, kind, attempt, finished_at AS "finishedAt", error_code AS code, error_message AS message, fault
       FROM jobs.failed()`,
  )) as FailedJob[];
  if (action === 'failed') {
    for (const job of failed) show(job);
    if (failed.length === 0) write('No job has failed.');
    return;
  }
  const chosen = wanted === 'all' ? failed : failed.filter(({ id }) => id === wanted);
  if (chosen.length === 0 && wanted !== 'all')
    throw new Error(`No failed job has the id "${wanted ?? ''}". See: jobs failed`);
  let begun = 0;
  for (const { orgId, id } of chosen) {
    if (await inOrganization(source, orgId, (db) => retryJobRow(db, orgId, id))) begun += 1;
  }
  write(`Begun again: ${begun}`);
}

function show({ id, kind, orgId, finishedAt, attempt, code, message, fault }: FailedJob): void {
  write(`${bold(id)}  ${kind} ${dim(`organisation ${orgId}`)}`);
  write(
    `  ${finishedAt.toISOString()} after ${attempt} tries: ${code} ${message}${fault ? ` (${fault})` : ''}`,
  );
}
