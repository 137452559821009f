import { inOrganization } from '../../../../service-kit/postgres/database';
import { clientOf } from '../connections/kommo-client';
import type { Query } from '../kommo/client';
import { isFailure, isRefused } from '../kommo/kommo-error';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { sure } from '../sync/read-whole';
import { refetchCards } from '../sync/refetch';
import { fetchUnsorted, type UnsortedReader } from './unsorted-api';
import { closeUnsorted, storeUnsorted } from './unsorted-lead-store';

/*
 * Incoming leads in webhooks (kommo-api.md 4.3): that one came or changed is a hint, it is asked for by name; that one was taken or
 * sent away is told here and nowhere else. Read pair by pair, names that are on the list and nothing else, as `webhooks/hook-body.ts`
 * does.
 */

const KEY = /^unsorted\[(add|update|delete)\]\[(\d{1,6})\]\[([a-z_]{1,20})\](?:\[leads\]\[0\])?$/;
const UID = /^[\w-]{1,100}$/;
const NUMBER = /^[1-9]\d{0,17}$/;
const MOST_PAIRS = 20_000;

/** What bodies tell of one incoming lead. */
export interface UnsortedNews {
  uid: string;
  /** What became of it; null for one that waits. */
  became: 'ACCEPTED' | 'DECLINED' | null;
  leadId: string | null;
}

/** Reads a body. Never throws; what it does not know it leaves out. */
export function readHookUnsorted(text: string): UnsortedNews[] {
  const rows = new Map<string, Record<string, string>>();
  let pairs = 0;
  for (const [key, value] of new URLSearchParams(text)) {
    if ((pairs += 1) > MOST_PAIRS) break;
    const [, action, index, name] = KEY.exec(key) ?? [];
    if (name === undefined) continue;
    const at = `${action} ${index}`;
    const row = rows.get(at) ?? (Object.create(null) as Record<string, string>);
    rows.set(at, row);
    row[name] ??= value;
  }
  return [...rows].flatMap(([at, row]) => {
    const { uid = '', action } = row;
    if (!UID.test(uid)) return [];
    const leadId = row['accept_result'] ?? row['lead_id'] ?? '';
    const decided = action === 'accept' ? 'ACCEPTED' : action === 'decline' ? 'DECLINED' : null;
    return [
      {
        uid,
        became: at.startsWith('delete') ? decided : null,
        leadId: NUMBER.test(leadId) ? leadId : null,
      },
    ];
  });
}

/** Asks Kommo for incoming leads beside a synchronisation. */
export function unsortedReader(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  options: { lane: 'webhook' | 'interactive'; signal?: AbortSignal },
): UnsortedReader {
  const client = clientOf(runtime, ref);
  return {
    surePage: (path: string, key: string, query: Query) => sure(() => client.page(path, key, query, options)),
    get: (path, query) => client.get(path, query, options),
  };
}

/**
 * Takes in what webhooks tell of incoming leads. What Kommo refuses or fails at alone the next synchronisation tells of: nothing
 * else that hooks tell waits for it.
 */
export async function takeUnsorted(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  bodies: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const news = bodies.flatMap(readHookUnsorted);
  if (news.length === 0) return;
  const decided = new Map(news.flatMap(({ uid, became }) => (became ? [[uid, became] as const] : [])));
  const waiting = [...new Set(news.map(({ uid }) => uid))].filter((uid) => !decided.has(uid));
  const named = (state: 'ACCEPTED' | 'DECLINED') =>
    [...decided].filter(([, became]) => became === state).map(([uid]) => uid);
  const readAt = new Date((runtime.settings.now ?? Date.now)());
  const options = { lane: 'webhook', signal } as const;
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    await closeUnsorted(db, ref, named('ACCEPTED'), 'ACCEPTED');
    await closeUnsorted(db, ref, named('DECLINED'), 'DECLINED');
  });
  try {
    const found = await fetchUnsorted(unsortedReader(runtime, ref, options), waiting);
    await inOrganization(runtime.source, ref.orgId, (db) => storeUnsorted(db, ref, found.rows, readAt));
    const leads = news.flatMap(({ became, leadId }) => (became === 'ACCEPTED' && leadId ? [leadId] : []));
    await refetchCards(runtime, ref, 'LEADS', [...new Set(leads)], options);
  } catch (error) {
    if (!isRefused(error) && !isFailure(error)) throw error;
    const where = { err: error, connectionId: ref.connectionId };
    runtime.log.warn(where, 'incoming leads of webhooks could not be asked for');
  }
}
