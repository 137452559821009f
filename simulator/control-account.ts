import type { Account } from './accounts/account';
import type { World } from './world';

/** Thrown for a control call that names something that does not exist. */
export class ControlError extends Error {}

/** An account by its id or its subdomain. @throws ControlError */
export function accountIn(world: World, key: number | string): Account {
  const account = world.accountById(Number(key)) ?? world.accountOf(String(key));
  if (!account) throw new ControlError(`There is no account ${key}`);
  return account;
}
