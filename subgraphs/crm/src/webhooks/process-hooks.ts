import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import type { RunningWorker } from '../../../../service-kit/subgraph/feature';
import { HOOK_QUEUE, type ConnectionRef, type CrmRuntime, type HookJob } from '../runtime';
import { canAsk, refetchCards } from '../sync/refetch';
import { CARD_ENTITIES } from '../sync/sync-cursor.entity';
import { startRunOf } from '../sync-runs/polling';
import { readHookBody, type Hint } from './hook-body';
import { enqueueHooks } from './hook-queue';

/*
 * Works through the inbox. A delivery is a hint: the cards it names are fetched again by id, however many deliveries name
 * them, in whatever order they came. A card that Kommo does not show yet (reads lag behind its hooks) is asked for again after a
 * while, a few times; deliveries wait in the inbox until all they name is settled, so nothing is lost when this process dies.
 */

const PER_TURN = 2_000;
const MOST_ATTEMPTS = 4;
const RETRY_MS = [2_000, 10_000, 60_000];
const KEPT_DAYS = 7;

interface InboxRow {
  id: string;
  body: string;
  attempts: number;
}

/** Starts the worker; what an earlier process left in the inbox is taken up. */
export async function startHookWorker(runtime: CrmRuntime): Promise<RunningWorker> {
  const rows = (await runtime.source.query('SELECT * FROM crm.waiting_webhooks()')) as {
    org_id: string;
    connection_id: string;
  }[];
  for (const row of rows) enqueueHooks(runtime, { orgId: row.org_id, connectionId: row.connection_id });
  return runtime.jobs.worker<HookJob>(HOOK_QUEUE, ({ payload }) => processHooks(runtime, payload), {
    concurrency: 8,
  });
}

/** Works through what stands in a connection's inbox. @throws KommoError when Kommo can't be asked; it is tried again */
export async function processHooks(runtime: CrmRuntime, ref: ConnectionRef): Promise<void> {
  if (!(await canAsk(runtime, ref))) return; // the synchronisation that follows the pause has it all
  const rows = await waitingRows(runtime, ref);
  if (rows.length === 0) return;
  const hints = rows.map((row) => readHookBody(row.body).hints);
  // A body too large to be kept, or one we can't read, may tell of anything.
  if (rows.some(({ body }, index) => body === '' && hints[index]?.length === 0))
    await startRunOf(runtime, ref);
  const unsettled = await settle(runtime, ref, hints.flat());
  const isOpen = (own: readonly Hint[]): boolean => own.some((hint) => unsettled.has(keyOf(hint)));
  const open = rows.filter((row, index) => isOpen(hints[index] ?? []) && row.attempts + 1 < MOST_ATTEMPTS);
  await closeRows(runtime, ref, rows, open);
  if (open.length > 0) {
    enqueueHooks(runtime, ref, RETRY_MS[Math.min(...open.map((row) => row.attempts))] ?? 60_000);
  } else if (rows.length === PER_TURN) enqueueHooks(runtime, ref, 1);
}

const keyOf = ({ entity, kommoId }: Hint): string => `${entity} ${kommoId}`;

/** @returns keys of cards that should be there and that Kommo does not show */
async function settle(runtime: CrmRuntime, ref: ConnectionRef, hints: readonly Hint[]): Promise<Set<string>> {
  const unsettled = new Set<string>();
  for (const entity of CARD_ENTITIES) {
    const own = hints.filter((hint) => hint.entity === entity);
    const deletedIds = own.filter((hint) => hint.isDeletion).map((hint) => hint.kommoId);
    const deleted = new Set(deletedIds);
    const ids = [...new Set(own.map((hint) => hint.kommoId))];
    const { absent } = await refetchCards(runtime, ref, entity, ids, { deletedIds });
    for (const kommoId of absent) if (!deleted.has(kommoId)) unsettled.add(`${entity} ${kommoId}`);
  }
  return unsettled;
}

function waitingRows(runtime: CrmRuntime, { orgId, connectionId }: ConnectionRef): Promise<InboxRow[]> {
  return readInOrganization(
    runtime.source,
    orgId,
    (db) =>
      db.query(
        `SELECT id, body, attempts FROM crm.webhook_inbox
          WHERE org_id = $1 AND connection_id = $2 AND done_at IS NULL ORDER BY received_at, id LIMIT ${PER_TURN}`,
        [orgId, connectionId],
      ) as Promise<InboxRow[]>,
  );
}

async function closeRows(
  runtime: CrmRuntime,
  { orgId, connectionId }: ConnectionRef,
  rows: readonly InboxRow[],
  open: readonly InboxRow[],
): Promise<void> {
  const openIds = open.map((row) => row.id);
  await inOrganization(runtime.source, orgId, async (db) => {
    await db.query(
      `UPDATE crm.webhook_inbox SET attempts = attempts + 1,
          done_at = CASE WHEN id = ANY ($3::uuid[]) THEN NULL ELSE now() END
        WHERE org_id = $1 AND id = ANY ($2::uuid[])`,
      [orgId, rows.map((row) => row.id), openIds],
    );
    await db.query(
      `UPDATE crm.webhooks SET last_received_at = greatest(last_received_at,
          (SELECT max(received_at) FROM crm.webhook_inbox WHERE org_id = $1 AND connection_id = $2))
        WHERE org_id = $1 AND connection_id = $2`,
      [orgId, connectionId],
    );
    await db.query(
      `DELETE FROM crm.webhook_inbox WHERE org_id = $1 AND connection_id = $2
          AND done_at < now() - interval '${KEPT_DAYS} days'`,
      [orgId, connectionId],
    );
  });
}
