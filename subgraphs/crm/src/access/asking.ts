import { clientOf } from '../connections/kommo-client';
import { createTokenKeeper } from '../connections/token-keeper';
import type { Lane } from '../kommo/governor';
import { KommoError } from '../kommo/kommo-error';
import { parseAccount, parseUser, type UserRow } from '../kommo/rows';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import type { Asking } from './capabilities';

/** How Kommo is asked. */
export interface How {
  /** Kommo's number of whoever gave access, null where it does not say; asked for when it is not given. */
  userId?: string | null;
  lane: Lane;
  signal: AbortSignal;
}

/** What capabilities of a connection are asked with. @throws KommoError */
export async function askingOf(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  { userId, lane, signal }: How,
): Promise<Asking> {
  const keeper = createTokenKeeper(runtime, ref);
  const client = clientOf(runtime, ref, keeper);
  const get = async (path: string) => (await client.get(path, {}, { lane, signal })).body;
  const { accessToken } = await keeper.current();
  const readOwn = async (): Promise<UserRow | null> => {
    const id = userId === undefined ? parseAccount(await get('/account')).current_user_id : userId;
    if (id === null) return null;
    const row = await get(`/users/${id}`);
    if (row === null) throw new KommoError('forbidden'); // somebody who is not among the people it shows
    return parseUser(row);
  };
  let own: Promise<UserRow | null> | undefined;
  return { get, own: () => (own ??= readOwn()), accessToken };
}
