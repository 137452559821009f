import type { EntityManager } from 'typeorm';
import { forgetSecondFactor } from '../second-factor/factors';
import { dropEmailChange, forgetAllTokens } from './account-tokens';
import { endSessions } from './passwords.service';

/**
 * Takes an account that never proved its address from whoever registered it: all that opens it, but the password, which the caller replaces.
 *
 * @param db in an organisation of the account
 * @returns sessions to announce after the commit
 */
export async function takeFromSquatter(db: EntityManager, userId: string): Promise<string[]> {
  await forgetAllTokens(db, userId);
  await dropEmailChange(db, userId);
  await forgetSecondFactor(db, userId);
  return endSessions(db, userId, null);
}
