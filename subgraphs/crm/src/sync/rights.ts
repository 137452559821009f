import { KommoError } from '../kommo/kommo-error';
import type { AccountRow } from '../kommo/rows';
import { readUsers, type ReadUsers } from './read-users';
import type { ListReader } from './read-whole';

/*
 * What the person who gave us access may see. Lists leave out what they may not see without a word (kommo-api.md 3.17 g),
 * so rights belong to a cursor: with others the list is read whole again. And only somebody who sees every row can prove
 * that one is gone.
 */

export interface Rights {
  /** Tells one set of rights from another. */
  key: string;
  /** An administrator: lists hold every row. */
  seesAll: boolean;
  /** The people of the account; null where Kommo shows them to administrators only. */
  users: ReadUsers | null;
}

/** Asks Kommo who we are. Only administrators may list people (kommo-api.md 3.2). @throws KommoError */
export async function readRights(session: ListReader, account: AccountRow): Promise<Rights> {
  const userId = account.current_user_id ?? 'unknown';
  try {
    const users = await readUsers(session);
    const own = users.rows.find((user) => user.id === account.current_user_id);
    const seesAll = own?.rights.is_admin ?? false; // who is not among them can't be vouched for
    return { key: `${userId}:${seesAll ? 'all' : 'some'}`, seesAll, users };
  } catch (error) {
    if (!(error instanceof KommoError) || error.kind !== 'forbidden') throw error;
    return { key: `${userId}:some`, seesAll: false, users: null };
  }
}
