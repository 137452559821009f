import { setTimeout as delay } from 'node:timers/promises';
import type { Cause } from '../history/cause';
import type { Lane } from '../kommo/governor';
import { KommoError } from '../kommo/kommo-error';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { refetchCards } from '../sync/refetch';
import type { MirroredEntity } from '../sync/sync-cursor.entity';
import type { WriteEntity } from './write-store';

/** Where our copy of it is; notes have a list for each kind of card. */
function mirrorOf({ entity, path }: { entity: WriteEntity; path: string }): MirroredEntity | null {
  if (entity === 'MESSAGES' || entity === 'CHAT_MESSAGES' || entity === 'CHAT_INCOMING') return null;
  if (entity !== 'NOTES') return entity;
  if (path.startsWith('/leads/')) return 'LEAD_NOTES';
  return path.startsWith('/contacts/') ? 'CONTACT_NOTES' : 'COMPANY_NOTES';
}

/** Kommo's reads may lag behind its writes. */
const WAITS_MS = [0, 400, 1_200];

/**
 * Fetches what was just made in Kommo into our copy. Where Kommo does not show it yet, its webhook or the next synchronisation
 * brings it.
 */
export async function fetchMade(
  runtime: CrmRuntime,
  ref: ConnectionRef & { entity: WriteEntity; path: string },
  kommoId: string,
  { lane, signal, cause }: { lane: Lane; signal?: AbortSignal; cause?: Cause },
): Promise<void> {
  const entity = mirrorOf(ref);
  if (!entity) return;
  try {
    for (const wait of WAITS_MS) {
      if (wait > 0) await delay(wait, undefined, signal ? { signal } : {});
      const { stored } = await refetchCards(runtime, ref, entity, [kommoId], {
        lane,
        ...(cause ? { cause } : {}),
        ...(signal ? { signal } : {}),
      });
      if (stored.length > 0) return;
    }
  } catch (error) {
    if (!(error instanceof KommoError) && !signal?.aborted) throw error;
    runtime.log.warn(
      { err: error, connectionId: ref.connectionId, entity },
      'what was made could not be fetched',
    );
  }
}
