import { MACHINE_PERMISSIONS, PERMISSION_NAMES, type Permission } from '../../../../schema/permissions';
import { isNetwork } from '../../../../service-kit/auth/allowed-addresses';
import type { InputCheck } from '../../../../service-kit/data/input-check';

/*
 * What people say of a key. Each function notes mistakes and answers a value that is used only when there are none.
 */

const DEFAULT_LIFE_DAYS = 365;
const MAX_LIFE_DAYS = 5 * 365 + 1;
const MAX_ADDRESSES = 50;
const DAY_MS = 24 * 60 * 60_000;

/**
 * What a machine may do, in the order of the closed list.
 *
 * @param own what whoever asks may do: nobody gives what they lack
 */
export function checkScopes(
  check: InputCheck,
  given: readonly string[],
  own: readonly string[],
): Permission[] {
  if (given.length === 0) check.refuse('REQUIRED', ['scopes'], 'Give one scope at least.');
  given.forEach((scope, index) => {
    const path = ['scopes', String(index)];
    if (!includes(PERMISSION_NAMES, scope)) {
      check.refuse('UNKNOWN_PERMISSION', path, 'There is no such permission: "permissions" lists them.');
    } else if (!includes(MACHINE_PERMISSIONS, scope)) {
      check.refuse('SCOPE_NEEDS_PERSON', path, `"${scope}" takes a person: leave it out.`);
    } else if (!own.includes(scope)) {
      check.refuse('SCOPE_EXCEEDS_YOURS', path, `You don't have "${scope}" yourself, so you can't give it.`);
    }
  });
  return MACHINE_PERMISSIONS.filter((permission) => given.includes(permission));
}

const includes = (list: readonly string[], text: string): boolean => list.includes(text);

/** Addresses and networks, each once, as they were written. */
export function checkAddresses(check: InputCheck, given: readonly string[]): string[] {
  if (given.length > MAX_ADDRESSES) {
    check.refuse('TOO_MANY_ADDRESSES', ['allowedAddresses'], `${MAX_ADDRESSES} networks at most.`);
    return [];
  }
  const networks = given.map((text) => text.trim());
  networks.forEach((text, index) => {
    if (isNetwork(text)) return;
    check.refuse(
      'INVALID_ADDRESS',
      ['allowedAddresses', String(index)],
      'Write an address or a network such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.',
    );
  });
  return [...new Set(networks)];
}

/** When a key ends. */
export function checkEnd(check: InputCheck, given: string | Date | null | undefined): Date {
  const now = Date.now();
  const end = given == null ? now + DEFAULT_LIFE_DAYS * DAY_MS : new Date(given).getTime();
  if (end <= now) check.refuse('IN_THE_PAST', ['expiresAt'], 'Choose a time to come.');
  if (end > now + MAX_LIFE_DAYS * DAY_MS) {
    check.refuse('TOO_FAR', ['expiresAt'], 'In five years at the latest: rotate the key then.');
  }
  return new Date(end);
}
