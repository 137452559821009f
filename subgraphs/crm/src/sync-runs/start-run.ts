import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { QueueUnavailable } from '../../../../service-kit/jobs/queue';
import { Connection } from '../connections/connection.entity';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { announceRun } from './run-changes';
import { RUN_ATTEMPTS } from './run-attempts';
import { SyncRun, type SyncMode } from './sync-run.entity';

/** A run whose worker was not heard of for so long is put into the queue again when somebody asks for it. */
const SILENCE_MS = 30_000;

/**
 * Makes a run, or finds the one that does what is asked: the running one, or one that waits. A synchronisation of
 * everything that is asked for while changes are fetched waits behind that run. Locks no row of a run that is there.
 *
 * @returns the run
 */
async function ensureRun(db: EntityManager, ref: ConnectionRef, mode: SyncMode): Promise<SyncRun> {
  const { orgId, connectionId } = ref;
  const does = (run: SyncRun): boolean => mode === 'INCREMENTAL' || run.mode === 'FULL';
  for (;;) {
    const runs = await db
      .createQueryBuilder(SyncRun, 'run')
      .where(`run.orgId = :orgId AND run.connectionId = :connectionId`, ref)
      .andWhere(`run.state IN ('QUEUED', 'RUNNING')`)
      .orderBy('run.state', 'DESC') // the running one first
      .getMany();
    const fits = runs.find(does);
    if (fits) return fits;
    await db.query(
      `INSERT INTO crm.sync_runs (org_id, id, connection_id, mode, state, phase, beat_at, started_at)
       VALUES ($1, $2, $3, $4, 'QUEUED', 'PREPARING', $5, $5)
       ON CONFLICT (org_id, connection_id, mode) WHERE state = 'QUEUED' DO NOTHING`,
      [orgId, newId(), connectionId, mode, new Date()],
    );
  }
}

/**
 * Makes or finds a run and looks whether its connection can carry it; throw to take the run back.
 *
 * The order of locks is the same wherever runs and connections meet: the run, then the connection, then its tokens.
 * A shared lock keeps the connection as it is until the run is there.
 */
export async function requestRun(
  db: EntityManager,
  ref: ConnectionRef,
  mode: SyncMode,
): Promise<{ run: SyncRun; connection: Connection }> {
  const run = await ensureRun(db, ref, mode);
  const connection = await db.findOneOrFail(Connection, {
    where: { orgId: ref.orgId, id: ref.connectionId },
    lock: { mode: 'pessimistic_read' },
  });
  return { run, connection };
}

/**
 * Puts a run into the queue. The job is named by the run and how far it is, so asking twice adds one job, and a run
 * whose worker died is not held up by that worker's job.
 */
export async function enqueueRun(
  runtime: CrmRuntime,
  run: Pick<SyncRun, 'orgId' | 'connectionId' | 'id' | 'step'>,
  { delayMs = 0, timeOuts = 0 } = {},
): Promise<void> {
  const { orgId, connectionId, id: runId, step } = run;
  const options = { attempts: RUN_ATTEMPTS, delayMs };
  const job = { orgId, connectionId, runId, ...(timeOuts > 0 ? { timeOuts } : {}) };
  announceRun(runtime, run);
  try {
    await runtime.syncQueue.enqueue(jobIdOf(run), job, options);
  } catch (error) {
    // The run is there, QUEUED, and begins when the queue is back: it adds the job itself then, and should this process
    // end before, the schedule or whoever asks next does.
    if (!(error instanceof QueueUnavailable)) throw error;
    runtime.log.info({ connectionId, runId }, 'synchronisation waits for the queue');
    return;
  }
  runtime.log.debug({ connectionId, runId, step }, 'synchronisation queued');
}

/** Of a run's job: deterministic by connection, run and progress. */
const jobIdOf = ({ connectionId, id, step }: Pick<SyncRun, 'connectionId' | 'id' | 'step'>): string =>
  `${connectionId}.${id}.${step}`;

/** Whether a run that {@link ensureRun} found is in need of a job. */
export const needsJob = (run: SyncRun): boolean =>
  run.state === 'QUEUED' || Date.now() - run.beatAt.getTime() > SILENCE_MS;

/** Puts the runs that wait behind an ended one into the queue. */
export async function enqueueNext(
  runtime: CrmRuntime,
  { orgId, connectionId }: ConnectionRef,
): Promise<void> {
  const waiting = await readInOrganization(runtime.source, orgId, (db) =>
    db.findBy(SyncRun, { orgId, connectionId, state: 'QUEUED' }),
  );
  for (const run of waiting) await enqueueRun(runtime, run);
}
