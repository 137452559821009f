import { setImmediate } from 'node:timers/promises';
import { startRounds } from '../../../../service-kit/process/rounds';
import { toldOnce } from '../../../../service-kit/process/told-once';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { RunningWorker } from '../../../../service-kit/subgraph/feature';
import { reportDelivered, takeChats } from '../chats/take-chats';
import { refreshDeliveries } from '../messages/fetch-talks';
import { readHookMessages } from '../messages/hook-messages';
import { putMessages, putTalks } from '../messages/message-store';
import { isFailure, isRefused } from '../kommo/kommo-error';
import { HOOK_QUEUE, type ConnectionRef, type CrmRuntime, type HookJob } from '../runtime';
import { canAsk, refetchCards } from '../sync/refetch';
import { MIRRORED_ENTITIES, type MirroredEntity } from '../sync/sync-cursor.entity';
import { takeUnsorted } from '../unsorted-leads/hook-unsorted';
import { startRunOf } from '../sync-runs/polling';
import { readHookBody, type Hint } from './hook-body';
import { COALESCE_MS, enqueueHooks } from './hook-queue';
import type { HookSource } from './inbox';

/*
 * Works through the inbox. A delivery is a hint: the cards it names are fetched again by id, however many deliveries name
 * them, in whatever order they came. A card that Kommo does not show yet (reads lag behind its hooks) is asked for again after a
 * while, a few times; deliveries wait in the inbox until all they name is settled, so nothing is lost when this process dies.
 *
 * A turn counts as an attempt from its beginning, whatever becomes of it. What fails time and again is put aside: the
 * synchronisation brings it.
 */

const PER_TURN = 2_000;
const BYTES_PER_TURN = 16 * 1024 * 1024;
/** Attempts for a card that Kommo does not show. */
const MOST_ATTEMPTS = 4;
/** What each of them is tried again after; `takeRows` holds to it. */
const RETRY_MS = [2_000, 10_000, 60_000];
/** Attempts, by then over more than an hour, after which a delivery is put aside. */
const GIVEN_UP_AFTER = 30;
const KEPT_DAYS = 7;
const TURN_MS = 5 * 60_000;
const SWEEP_MS = 60_000;
/** Turns mostly wait for Kommo, and each is of another connection. */
const CONCURRENT_TURNS = 64;

interface InboxRow {
  id: string;
  source: HookSource;
  body: string;
  /** Before this turn. */
  attempts: number;
}

/** Connections that have a turn in this process. */
const atWork = new WeakMap<CrmRuntime, Set<string>>();

/** Starts the worker; what was left in the inbox is taken up, now and each minute. */
export async function startHookWorker(runtime: CrmRuntime): Promise<RunningWorker> {
  const round = toldOnce({ name: 'the sweep of webhooks', round: () => sweep(runtime) }, runtime.log);
  await round();
  const sweeper = startRounds({ everyMs: SWEEP_MS, round, onFailure: () => undefined });
  const worker = runtime.jobs.worker<HookJob>(HOOK_QUEUE, ({ payload }) => processHooks(runtime, payload), {
    concurrency: CONCURRENT_TURNS,
  });
  return {
    async close() {
      await sweeper.close();
      await worker.close();
    },
  };
}

async function sweep(runtime: CrmRuntime): Promise<void> {
  const rows = (await runtime.source.query(
    'SELECT * FROM crm.waiting_webhooks() UNION SELECT * FROM crm.undelivered_messages()',
  )) as {
    org_id: string;
    connection_id: string;
  }[];
  for (const row of rows) enqueueHooks(runtime, { orgId: row.org_id, connectionId: row.connection_id });
}

/**
 * Works through what stands in a connection's inbox, one turn at a time in a process: who comes meanwhile comes again later.
 *
 * @param turnMs how long the turn may take
 * @throws KommoError when Kommo can't be asked; it is tried again
 */
export async function processHooks(runtime: CrmRuntime, ref: ConnectionRef, turnMs = TURN_MS): Promise<void> {
  const busy = atWork.get(runtime) ?? new Set();
  atWork.set(runtime, busy);
  if (busy.has(ref.connectionId)) return enqueueHooks(runtime, ref);
  busy.add(ref.connectionId);
  try {
    await takeTurn(runtime, ref, AbortSignal.timeout(turnMs));
  } finally {
    busy.delete(ref.connectionId);
  }
}

async function takeTurn(runtime: CrmRuntime, ref: ConnectionRef, signal: AbortSignal): Promise<void> {
  await tidy(runtime, ref);
  if (!(await canAsk(runtime, ref))) return; // the synchronisation that follows the pause has it all
  const rows = await takeRows(runtime, ref);
  if (rows.length === 0) return lookAfterSent(runtime, ref, { lane: 'webhook', signal });
  const hints: Hint[][] = [];
  let bytes = 0;
  for (const { body, source } of rows) {
    hints.push(source === 'CHATS' ? [] : readHookBody(body).hints);
    bytes += Buffer.byteLength(body);
    await setImmediate(); // others have their turn between large bodies
  }
  const told = rows.filter(({ source }) => source === 'ACCOUNT');
  const bodies = told.map(({ body }) => body);
  await takeMessages(runtime, ref, bodies, signal);
  await takeUnsorted(runtime, ref, bodies, signal);
  const chats = rows.filter(({ source }) => source === 'CHATS');
  const homeless = await takeChats(runtime, ref, chats, { lane: 'webhook', signal });
  // A body too large to be kept, or one we can't read, may tell of anything.
  if (rows.some(({ body }, index) => body === '' && hints[index]?.length === 0))
    await startRunOf(runtime, ref);
  const unsettled = await settle(runtime, ref, hints.flat(), signal);
  const isOpen = (own: readonly Hint[]): boolean => own.some((hint) => unsettled.has(keyOf(hint)));
  const open = rows.filter(
    (row, index) => homeless.has(row.id) || (isOpen(hints[index] ?? []) && row.attempts + 1 < MOST_ATTEMPTS),
  );
  await closeRows(runtime, ref, rows, open);
  if (rows.length === PER_TURN || bytes >= BYTES_PER_TURN) enqueueHooks(runtime, ref, 1);
  if (open.length > 0) {
    const wait = RETRY_MS[Math.min(...open.map((row) => row.attempts))] ?? 60_000;
    enqueueHooks(runtime, ref, wait + COALESCE_MS); // a slot's beginning may be so much earlier: not before they are due
  }
  if (chats.length > 0) await reportDelivered(runtime, ref, { lane: 'webhook', signal });
}

/** What was said in Kommo is reported as delivered, and asked what became of what was sent from here. */
async function lookAfterSent(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  options: { lane: 'webhook'; signal: AbortSignal },
): Promise<void> {
  await reportDelivered(runtime, ref, options);
  await refreshDeliveries(runtime, ref, options);
}

/** Stores what was said, as the bodies tell it; news of a talk may be news of what was sent in it. */
async function takeMessages(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  bodies: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const told = bodies.map((body) => readHookMessages(body));
  const talks = told.flatMap((one) => one.talks);
  const messages = told.flatMap((one) => one.messages);
  if (talks.length + messages.length === 0) return;
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    await putTalks(db, ref, talks);
    await putMessages(db, ref, messages);
  });
  const talkIds = [...talks.map(({ id }) => id), ...messages.map(({ talkId }) => talkId)];
  try {
    await refreshDeliveries(runtime, ref, { lane: 'webhook', signal }, talkIds);
  } catch (error) {
    if (!isFailure(error)) throw error;
    // They are asked for again, and what cards are told of must not wait for that.
    runtime.log.warn({ err: error, connectionId: ref.connectionId }, 'conversations could not be asked for');
  }
}

const keyOf = ({ entity, kommoId }: Hint): string => `${entity} ${kommoId}`;

/** @returns keys of cards that should be there and that Kommo does not show */
async function settle(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  hints: readonly Hint[],
  signal: AbortSignal,
): Promise<Set<string>> {
  const unsettled = new Set<string>();
  for (const entity of MIRRORED_ENTITIES) {
    const own = hints.filter((hint) => hint.entity === entity);
    for (const kommoId of await missingOf(runtime, ref, entity, own, signal)) {
      unsettled.add(`${entity} ${kommoId}`);
    }
  }
  return unsettled;
}

async function missingOf(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  entity: MirroredEntity,
  hints: readonly Hint[],
  signal: AbortSignal,
): Promise<string[]> {
  const deletedIds = hints.filter((hint) => hint.isDeletion).map((hint) => hint.kommoId);
  const deleted = new Set(deletedIds);
  const ids = [...new Set(hints.map((hint) => hint.kommoId))];
  try {
    const { absent } = await refetchCards(runtime, ref, entity, ids, { deletedIds, signal });
    return absent.filter((kommoId) => !deleted.has(kommoId));
  } catch (error) {
    if (!isRefused(error)) throw error;
    // It would be refused each time, and what the others are told of must not wait for that.
    runtime.log.warn({ err: error, connectionId: ref.connectionId, entity }, 'webhooks of a kind refused');
    return [];
  }
}

/** Deletes what is old, and closes what nobody will ask about: a connection that works again is synchronised. */
async function tidy(runtime: CrmRuntime, { orgId, connectionId }: ConnectionRef): Promise<void> {
  await inOrganization(runtime.source, orgId, async (db) => {
    await db.query(
      `DELETE FROM crm.webhook_inbox WHERE org_id = $1 AND connection_id = $2
          AND (done_at < now() - interval '${KEPT_DAYS} days'
            OR (done_at IS NULL AND received_at < now() - interval '${KEPT_DAYS} days'))`,
      [orgId, connectionId],
    );
    await db.query(
      `UPDATE crm.webhook_inbox SET done_at = now()
        WHERE org_id = $1 AND connection_id = $2 AND done_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM crm.connections c WHERE c.org_id = $1 AND c.id = $2
                             AND c.state IN ('ACTIVE', 'DEGRADED'))`,
      [orgId, connectionId],
    );
    const [, count] = (await db.query(
      `UPDATE crm.webhook_inbox SET done_at = now()
        WHERE org_id = $1 AND connection_id = $2 AND done_at IS NULL AND attempts >= ${GIVEN_UP_AFTER}`,
      [orgId, connectionId],
    )) as [unknown, number];
    if (count > 0) runtime.log.error({ connectionId, count }, 'webhooks failed too often and were put aside');
  });
}

/**
 * The oldest rows that are due, their attempt counted. One that was tried waits longer each time, whatever else calls for a
 * turn: its attempts shall not be used up within a second.
 */
async function takeRows(runtime: CrmRuntime, { orgId, connectionId }: ConnectionRef): Promise<InboxRow[]> {
  return inOrganization(runtime.source, orgId, async (db) => {
    const rows = (await db.query(
      `SELECT id, source, body, attempts
         FROM (SELECT i.*, sum(octet_length(body)) OVER (ORDER BY received_at, id) - octet_length(body) AS before
                 FROM (SELECT id, source, body, attempts, received_at FROM crm.webhook_inbox
                        WHERE org_id = $1 AND connection_id = $2 AND done_at IS NULL
                          AND received_at <= now() - interval '1 second' *
                                CASE WHEN attempts < 4 THEN (ARRAY[0, 2, 12, 72])[attempts + 1]
                                     ELSE 5 * attempts * attempts END
                        ORDER BY received_at, id LIMIT ${PER_TURN}) i) j
        WHERE before < ${BYTES_PER_TURN} ORDER BY received_at, id`,
      [orgId, connectionId],
    )) as InboxRow[];
    await db.query(
      'UPDATE crm.webhook_inbox SET attempts = attempts + 1 WHERE org_id = $1 AND id = ANY ($2::uuid[])',
      [orgId, rows.map((row) => row.id)],
    );
    return rows;
  });
}

async function closeRows(
  runtime: CrmRuntime,
  { orgId, connectionId }: ConnectionRef,
  rows: readonly InboxRow[],
  open: readonly InboxRow[],
): Promise<void> {
  const isOpen = new Set(open.map((row) => row.id));
  const ids = rows.map((row) => row.id);
  await inOrganization(runtime.source, orgId, async (db) => {
    await db.query(
      'UPDATE crm.webhook_inbox SET done_at = now() WHERE org_id = $1 AND id = ANY ($2::uuid[])',
      [orgId, ids.filter((id) => !isOpen.has(id))],
    );
    await db.query(
      `UPDATE crm.webhooks SET last_received_at = greatest(last_received_at,
          (SELECT max(received_at) FROM crm.webhook_inbox WHERE org_id = $1 AND id = ANY ($3::uuid[])))
        WHERE org_id = $1 AND connection_id = $2`,
      [orgId, connectionId, ids],
    );
  });
}
