import type { EntityManager } from 'typeorm';
import { SETTLE_KOMMO_CHANGE } from '../../../../schema/jobs';
import {
  JobFailure,
  JobLost,
  JobTimedOut,
  running,
  type ActiveJob,
} from '../../../../service-kit/jobs/job-kind';
import { hasAllSent } from '../history/sent-values';
import { KOMMO_ERROR_WORDS, KommoError } from '../kommo/kommo-error';
import type { CrmRuntime } from '../runtime';
import { canAsk, refetchCards } from '../sync/refetch';
import { decidedIn, type Decision } from '../unsorted-leads/decide-unsorted.service';
import { endChange, readChange, type ChangeEnd, type IntendedChange } from './change-store';

type Job = ActiveJob<{ changeId: string }>;

/** Ends a change that nobody else has ended: its process died, or our copy could not be fetched after it. */
export const settleKommoChange = running<{ changeId: string }, CrmRuntime>(
  SETTLE_KOMMO_CHANGE,
  async (job, runtime) => {
    const change = await job.read((db) => readChange(db, job.orgId, job.input.changeId));
    if (!change) return undefined;
    try {
      const outcome = await outcomeOf(job, runtime, change);
      await endChange(runtime.source, change, outcome, true);
      return { outcome };
    } catch (error) {
      // Whoever has it next ends it.
      const isTakenAway =
        error instanceof JobLost || (job.signal.aborted && !(job.signal.reason instanceof JobTimedOut));
      if (isTakenAway || !job.isLastAttempt) throw error instanceof KommoError ? told(error) : error;
      await endChange(runtime.source, change, 'UNCERTAIN', true);
      return { outcome: 'UNCERTAIN' };
    }
  },
);

function told(error: KommoError): JobFailure {
  const { code, message } = KOMMO_ERROR_WORDS[error.kind];
  return new JobFailure(code, message, false);
}

/** What became of it, as Kommo shows it. @throws KommoError, JobFailure */
async function outcomeOf(job: Job, runtime: CrmRuntime, change: IntendedChange): Promise<ChangeEnd> {
  const { kind, kommoId, sent } = change;
  if (!(await canAsk(runtime, change))) {
    throw new JobFailure('CONNECTION_UNUSABLE', 'Kommo can’t be asked now: see the connection.', false);
  }
  if (kind === 'UNSORTED_LEADS') {
    return decidedIn(runtime, change, String(sent['state']) as Decision, job.signal);
  }
  const { stored } = await refetchCards(runtime, change, kind, [kommoId], {
    signal: job.signal,
    cause: { kind: 'SYNC' },
  });
  const row = await job.read((db) => rowOf(db, change));
  // What Kommo does not show any more, or shows as we can't take it, may have been changed before.
  if (!row || row['is_deleted'] === true || !stored.includes(kommoId)) return 'UNCERTAIN';
  if (await job.read((db) => isQuarantined(db, change))) return 'UNCERTAIN';
  if (hasAllSent(row, sent, await job.read((db) => contactsOf(db, change)))) return 'DONE';
  // Whatever is changed in Kommo gets another time (kommo-api.md 2.7).
  const isAsBefore = Date.parse(String(row['updated_at'])) === change.wasChangedAt?.getTime();
  return isAsBefore ? 'NOT_DONE' : 'UNCERTAIN';
}

async function rowOf(
  db: EntityManager,
  { orgId, connectionId, kind, kommoId }: IntendedChange,
): Promise<Record<string, unknown> | undefined> {
  const [found] = (await db.query(
    `SELECT to_jsonb(r) AS row FROM crm.${kind.toLowerCase()} r WHERE org_id = $1 AND connection_id = $2 AND kommo_id = $3`,
    [orgId, connectionId, kommoId],
  )) as { row: Record<string, unknown> }[];
  return found?.row;
}

async function isQuarantined(
  db: EntityManager,
  { orgId, connectionId, kind, kommoId }: IntendedChange,
): Promise<boolean> {
  const found = (await db.query(
    'SELECT FROM crm.quarantined_rows WHERE org_id = $1 AND connection_id = $2 AND entity = $3 AND kommo_id = $4',
    [orgId, connectionId, kind, kommoId],
  )) as unknown[];
  return found.length > 0;
}

async function contactsOf(
  db: EntityManager,
  { orgId, connectionId, kind, kommoId }: IntendedChange,
): Promise<Map<string, boolean>> {
  if (kind !== 'LEADS') return new Map();
  const rows = (await db.query(
    `SELECT contact_kommo_id AS id, is_main AS "isMain" FROM crm.lead_contacts
      WHERE org_id = $1 AND connection_id = $2 AND lead_kommo_id = $3`,
    [orgId, connectionId, kommoId],
  )) as { id: string; isMain: boolean }[];
  return new Map(rows.map(({ id, isMain }) => [id, isMain]));
}
