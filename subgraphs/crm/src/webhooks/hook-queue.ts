import { QueueUnavailable } from '../../../../service-kit/jobs/queue';
import type { ConnectionRef, CrmRuntime, HookJob } from '../runtime';

/** Hooks of one account that come within so long are worked through together. */
export const COALESCE_MS = 2_000;

/** The slot a job was last asked for, by connection; a flood asks once per slot and process. */
const asked = new WeakMap<CrmRuntime, Map<string, number>>();

/** Makes sure that what stands in the inbox is worked through soon. Does not wait for the queue. */
export function enqueueHooks(
  runtime: CrmRuntime,
  { orgId, connectionId }: ConnectionRef,
  delayMs = COALESCE_MS,
): void {
  const slot = Math.floor((Date.now() + delayMs) / COALESCE_MS);
  const known = asked.get(runtime) ?? new Map<string, number>();
  asked.set(runtime, known);
  if (known.get(connectionId) === slot) return;
  known.set(connectionId, slot);
  const job: HookJob = { orgId, connectionId };
  const wait = { delayMs: Math.max(1, slot * COALESCE_MS - Date.now()), keepMs: 0 };
  runtime.hookQueue.enqueue(`${connectionId}.${slot}`, job, wait).catch((error: unknown) => {
    known.delete(connectionId);
    if (error instanceof QueueUnavailable) return; // it is added when the queue is back, or by the next synchronisation
    runtime.log.error({ err: error, connectionId }, 'webhooks could not be queued');
  });
}
