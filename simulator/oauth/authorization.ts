import type { Account } from '../accounts/account';
import type { SimulatorUser } from '../accounts/people';
import { problem, unauthorized, type Reply } from '../http/reply';
import type { World } from '../world';

/** Who a request acts for. */
export interface Authorization {
  user: SimulatorUser;
  clientId: string;
  scopes: readonly string[];
}

/** The bearer token of an Authorization header, or undefined. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(header ?? '')?.[1];
}

/**
 * Checks the token of a request (kommo-api.md 1.6): good for this account, its user still active, scope `crm`.
 * An admin's token may act for another user by `X-Context-User-ID`. Returns a 401 or 403 reply otherwise.
 */
export function authorize(
  world: World,
  account: Account,
  headers: { authorization?: string | undefined; contextUser?: string | undefined },
): Authorization | { refusal: Reply } {
  const token = bearerToken(headers.authorization);
  const verified = token === undefined ? undefined : world.grants.verify(token, world.clock.now());
  if (!verified?.ok || verified.value.grant.accountId !== account.id) return { refusal: unauthorized() };
  const { grant } = verified.value;
  const owner = account.users.find((user) => user.id === grant.userId);
  if (!owner?.isActive) return { refusal: unauthorized() };
  let user = owner;
  if (headers.contextUser !== undefined) {
    const other = account.users.find((candidate) => String(candidate.id) === headers.contextUser);
    if (!owner.isAdmin || !other) return { refusal: problem(403, 'Forbidden') };
    user = other;
  }
  if (!grant.scopes.includes('crm')) return { refusal: problem(403, 'Invalid scope') };
  return { user, clientId: grant.clientId, scopes: grant.scopes };
}
