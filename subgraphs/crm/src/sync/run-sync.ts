import type { EntityManager } from 'typeorm';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { checkAccess } from '../access/check-access';
import { endBlock, markDegraded, markLost, markWell } from '../connections/connection-health';
import { Connection } from '../connections/connection.entity';
import { noteSync } from '../kommo/kommo-metrics';
import { LONGEST_WAIT_MS } from '../kommo/retry-after';
import { isFailure, isRefused, KOMMO_ERROR_WORDS, KommoError } from '../kommo/kommo-error';
import { syncTalks } from '../messages/fetch-talks';
import type { CrmRuntime, SyncJob } from '../runtime';
import { ActiveRun, RunLost } from '../sync-runs/active-run';
import { enqueueNext, enqueueRun } from '../sync-runs/start-run';
import { RUN_ATTEMPTS } from '../sync-runs/run-attempts';
import { enqueueHooks } from '../webhooks/hook-queue';
import { ensureChats } from '../chats/chat-scope';
import { compareHistories } from '../chats/history';
import { ensureSubscription } from '../webhooks/subscription';
import { noteCursorError } from './cursor-store';
import { greet, PHASE_WORK } from './phases';
import { SHOWN_ENTITIES } from './sync-cursor.entity';
import { openSession, type SyncSession } from './sync-session';

const FAULT = {
  code: 'SYNC_FAULT',
  message: 'The synchronisation failed on our side. We will try again automatically.',
};

/**
 * Carries a run to its end, from wherever it was left. Safe to be called twice for one run, at once or one after the
 * other: see ActiveRun.
 *
 * @param attempt from 1; at {@link RUN_ATTEMPTS} the run is given up
 * @param signal aborted when the process stops: the run stays as it is and is taken up by the next worker
 * @throws whatever may pass if it is tried again later
 */
export async function runSync(
  runtime: CrmRuntime,
  job: SyncJob,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  const run = await ActiveRun.claim(runtime, job);
  if (!run) return;
  const session = openSession(runtime, run, signal);
  const log = runtime.log.child({ connectionId: job.connectionId, runId: job.runId });
  log.info({ phase: run.phase, attempt }, 'synchronisation begins');
  try {
    await endOldPauses(runtime, job);
    await carry(runtime, session, signal);
    log.info('synchronisation is done');
    noteSync(run.mode, 'succeeded');
    await enqueueNext(runtime, job);
    enqueueHooks(runtime, session.ref); // what came while Kommo could not be asked
  } catch (error) {
    if (error instanceof RunLost) {
      noteSync(run.mode, 'lost');
      return void log.info('synchronisation is in other hands');
    }
    signal.throwIfAborted();
    if (await parked(runtime, run, error)) {
      noteSync(run.mode, 'waiting');
      return void log.info({ err: error }, 'synchronisation waits');
    }
    const isFinal = attempt >= RUN_ATTEMPTS || isHopeless(error) || isSilent(job, error);
    noteSync(run.mode, isFinal ? 'failed' : 'retried');
    log.warn({ err: error, isFinal }, 'synchronisation failed');
    await noteFailure(runtime, session, error, isFinal);
    if (isFinal) await enqueueNext(runtime, job);
    if (!isFinal || !(error instanceof KommoError)) throw error;
  }
}

/** Why and how long a run waits. */
interface Wait {
  delayMs: number;
  /** Kommo said it: nobody else shall ask for the connection meanwhile. */
  pauseMs?: number;
  timeOuts?: number;
}

/** The first wait after a time-out; each further one without anything read is twice as long. */
const TIMED_OUT_MS = 5_000;

/** @returns null where the run does not wait */
function waitAfter(run: ActiveRun, { kind, facts }: KommoError): Wait | null {
  if (kind === 'rate_limited') {
    const delayMs = Math.min(facts.retryAfterMs ?? 0, LONGEST_WAIT_MS);
    return { delayMs, pauseMs: delayMs };
  }
  if (facts.timedOut !== true) return null;
  const timeOuts = run.hasRead ? 1 : (run.job.timeOuts ?? 0) + 1;
  return timeOuts < RUN_ATTEMPTS ? { delayMs: TIMED_OUT_MS * 2 ** (timeOuts - 1), timeOuts } : null;
}

/**
 * When Kommo wants to be left alone for a while, or does not answer at all, the run goes back into the queue until then: waiting
 * takes no worker.
 *
 * @returns whether it did
 */
async function parked(runtime: CrmRuntime, run: ActiveRun, error: unknown): Promise<boolean> {
  if (!(error instanceof KommoError)) return false;
  const wait = waitAfter(run, error);
  const step = wait && (await run.park(KOMMO_ERROR_WORDS[error.kind]));
  if (wait === null || step === null) return false;
  const { orgId, connectionId, runId: id } = run.job;
  await inOrganization(runtime.source, orgId, (db) =>
    markDegraded(db, { orgId, connectionId }, error.kind, wait.pauseMs),
  );
  await enqueueRun(runtime, { orgId, connectionId, id, step }, wait);
  return true;
}

/** Kommo talked to whoever connected the account again: what it asked of this process before that is over. */
async function endOldPauses(runtime: CrmRuntime, { orgId, connectionId }: SyncJob): Promise<void> {
  const connection = await readInOrganization(runtime.source, orgId, (db) =>
    db.findOneBy(Connection, { orgId, id: connectionId }),
  );
  if (connection) runtime.governors.of(connectionId).endPausesBefore(connection.connectedAt);
}

async function carry(runtime: CrmRuntime, session: SyncSession, signal: AbortSignal): Promise<void> {
  const { run } = session;
  await greet(session);
  await run.commit((db) => endBlock(db, session.ref));
  // Before anything is read: what changes meanwhile is told already.
  await ensureSubscription(runtime, session.ref, signal);
  await ensureChats(runtime, session.ref, signal);
  for (const [phase, work] of PHASE_WORK) {
    if (!run.awaits(phase)) continue;
    signal.throwIfAborted();
    await run.enter(phase);
    await work(session, runtime);
  }
  await lookAtTalks(runtime, session, signal);
  await lookAtAccess(runtime, session, signal);
  await run.finish(async (db) => {
    if (session.troubled) await markDegraded(db, session.ref, session.troubled);
    else await markWell(db, session.ref);
    if (run.mode !== 'FULL' || session.troubled) return;
    await db.query('UPDATE crm.connections SET full_at = now() WHERE org_id = $1 AND id = $2', [
      session.ref.orgId,
      session.ref.connectionId,
    ]);
  });
}

/** Where Kommo fails at conversations alone, the copy of everything else is whole all the same. */
async function lookAtTalks(runtime: CrmRuntime, { ref }: SyncSession, signal: AbortSignal): Promise<void> {
  try {
    await syncTalks(runtime, ref, { lane: 'background', signal });
    await compareHistories(runtime, ref, { lane: 'background', signal });
  } catch (error) {
    if (!isFailure(error)) throw error;
    runtime.log.warn({ err: error, connectionId: ref.connectionId }, 'conversations could not be looked at');
  }
}

/** What it allows is told apart: where it could not be asked, nothing of the copy is missing. */
async function lookAtAccess(runtime: CrmRuntime, session: SyncSession, signal: AbortSignal): Promise<void> {
  try {
    await checkAccess(runtime, session, signal);
  } catch (error) {
    if (!isRefused(error) && !isFailure(error)) throw error;
    const { connectionId } = session.ref;
    runtime.log.warn({ err: error, connectionId }, 'what is allowed could not be asked');
  }
}

/**
 * Trying again at once would not help: somebody has to act, or Kommo wants to be left alone. That an account has moved away is
 * believed once all tries have found it so: one answer may be a proxy's.
 */
function isHopeless(error: unknown): boolean {
  return error instanceof KommoError && !isFailure(error) && error.kind !== 'moved';
}

/** Kommo has not answered at all in as many tries as a run has. */
const isSilent = ({ timeOuts = 0 }: SyncJob, error: unknown): boolean =>
  error instanceof KommoError && error.facts.timedOut === true && timeOuts + 1 >= RUN_ATTEMPTS;

async function noteFailure(
  runtime: CrmRuntime,
  { run, ref, asking }: SyncSession,
  error: unknown,
  isFinal: boolean,
): Promise<void> {
  const words = error instanceof KommoError ? KOMMO_ERROR_WORDS[error.kind] : FAULT;
  await run.fail(words, isFinal);
  await inOrganization(runtime.source, ref.orgId, async (db: EntityManager) => {
    const entity = asking ?? SHOWN_ENTITIES.find((shown) => shown === run.phase);
    if (entity) await noteCursorError(db, ref, entity, words);
    if (!(error instanceof KommoError) || ['unauthorized', 'closed'].includes(error.kind)) return;
    if (error.kind === 'other_account' || (error.kind === 'moved' && isFinal))
      return markLost(db, ref, words);
    await markDegraded(db, ref, error.kind, pauseAfter(error));
  });
}

function pauseAfter({ kind, facts }: KommoError): number | undefined {
  return kind === 'rate_limited' ? facts.retryAfterMs : undefined;
}
