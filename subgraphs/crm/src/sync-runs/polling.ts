import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import type { RunningWorker } from '../../../../service-kit/subgraph/feature';
import { Connection } from '../connections/connection.entity';
import { createTokenKeeper } from '../connections/token-keeper';
import { KommoError } from '../kommo/kommo-error';
import { POLL_QUEUE, type ConnectionRef, type CrmRuntime, type PollJob } from '../runtime';
import { enqueueRun, needsJob, requestRun } from './start-run';
import type { SyncMode, SyncRun } from './sync-run.entity';

/*
 * Scheduled synchronisation. Time is cut into slots of the poll interval; a connection has one delayed job per slot, named
 * by both, so any number of processes may ask for it. Each job asks for the next one. A connection's place within the
 * slot comes from its id, so that not all of them start at once.
 *
 * Where the schedule is turned off, a slot is a week, and all that happens in it is that tokens are renewed: Kommo forgets a refresh token
 * that nobody has used for three months (kommo-api.md 2.2).
 */

const DEFAULT_INTERVAL_MS = 5 * 60_000;

const intervalOf = (runtime: CrmRuntime): number => runtime.settings.pollIntervalMs ?? DEFAULT_INTERVAL_MS;

/** 0 to 1 by the random part of the id. */
export const placeOf = (connectionId: string): number =>
  Number.parseInt(connectionId.slice(-6), 16) / 0x1_00_00_00;

const WEEK_MS = 7 * 24 * 3_600_000;

/** Plans a connection's next scheduled synchronisation, or what keeps its tokens alive. @param after the slot that is at hand */
export async function scheduleNextPoll(runtime: CrmRuntime, ref: ConnectionRef, after = 0): Promise<void> {
  const isOff = intervalOf(runtime) <= 0;
  const interval = isOff ? WEEK_MS : intervalOf(runtime);
  const now = Math.floor(Date.now() / interval);
  // A slot of a shorter interval, from before the setting was changed, would be decades ahead.
  const slot = Math.max(Math.min(after, now + 1), now) + 1;
  const at = (slot + placeOf(ref.connectionId)) * interval;
  const { orgId, connectionId } = ref;
  await runtime.pollQueue.enqueue(
    `${isOff ? 'keep.' : ''}${connectionId}.${slot}`,
    { orgId, connectionId, slot, ...(isOff ? { isKeepAlive: true } : {}) },
    { delayMs: Math.max(1, Math.ceil(at - Date.now())) },
  );
}

/** Starts the worker of the schedule. */
export async function startPollWorker(runtime: CrmRuntime): Promise<RunningWorker> {
  await schedulePolls(runtime);
  return runtime.jobs.worker<PollJob>(POLL_QUEUE, ({ payload }) => runPoll(runtime, payload));
}

/** Plans the next synchronisation of every connection that works. */
async function schedulePolls(runtime: CrmRuntime): Promise<void> {
  const rows = (await runtime.source.query('SELECT * FROM crm.pollable_connections()')) as {
    org_id: string;
    connection_id: string;
  }[];
  for (const { org_id: orgId, connection_id: connectionId } of rows) {
    await scheduleNextPoll(runtime, { orgId, connectionId });
  }
}

/** A slot has come: starts a synchronisation, or keeps tokens alive, and plans the next one, unless the connection no longer works. */
export async function runPoll(
  runtime: CrmRuntime,
  { orgId, connectionId, slot, isKeepAlive = false }: PollJob,
): Promise<void> {
  const ref = { orgId, connectionId };
  const connection = await readInOrganization(runtime.source, orgId, (db) =>
    db.findOneBy(Connection, { orgId, id: connectionId }),
  );
  if (!connection || !works(connection)) return; // connected again, it is planned again
  await scheduleNextPoll(runtime, ref, slot);
  if (connection.closedUntil) return; // restored, it is planned already
  if (connection.pausedUntil && connection.pausedUntil > new Date()) return;
  if (isKeepAlive) await keepAlive(runtime, ref);
  else await startRunOf(runtime, ref, modeFor(connection));
}

/** Renews tokens that are due. What goes wrong is noted with the connection, and tried again in a week: there are twelve before the end. */
async function keepAlive(runtime: CrmRuntime, ref: ConnectionRef): Promise<void> {
  try {
    await createTokenKeeper(runtime, ref).current();
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    runtime.log.warn({ err: error, connectionId: ref.connectionId }, 'tokens could not be kept alive');
  }
}

/** Once a week everything is read again: each connection at its own place in the week, so that not all do at once. */
function modeFor({ id, fullAt, createdAt }: Connection): SyncMode {
  const weekOf = (at: Date): number => Math.floor((at.getTime() - placeOf(id) * WEEK_MS) / WEEK_MS);
  return weekOf(new Date()) > weekOf(fullAt ?? createdAt) ? 'FULL' : 'INCREMENTAL';
}

/** Starts fetching what has changed, unless that is under way or the connection no longer works. */
export async function startRunOf(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  mode: SyncMode = 'INCREMENTAL',
): Promise<void> {
  const run = await startRun(runtime, ref, mode);
  if (run && needsJob(run)) await enqueueRun(runtime, run);
}

const works = ({ state }: Connection): boolean => state === 'ACTIVE' || state === 'DEGRADED';

/** @returns null when the connection has stopped working meanwhile */
async function startRun(runtime: CrmRuntime, ref: ConnectionRef, mode: SyncMode): Promise<SyncRun | null> {
  try {
    return await inOrganization(runtime.source, ref.orgId, async (db) => {
      const { run, connection } = await requestRun(db, ref, mode);
      if (!works(connection)) throw new NotWorking();
      return run;
    });
  } catch (error) {
    if (error instanceof NotWorking) return null;
    throw error;
  }
}

/** Takes a run back that was made for a connection which is no longer there for it. */
class NotWorking extends Error {}
