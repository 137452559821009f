import { PERMISSION_NAMES } from '../../../../schema/permissions';
import { createInputCheck, type InputCheck } from '../../../../service-kit/data/input-check';
import { checkName } from '../../../../service-kit/data/names';
import type { Role } from './role.entity';

/** An organisation's own roles, at most. */
export const MAX_CUSTOM_ROLES = 50;
const MAX_DESCRIPTION_LENGTH = 500;

/** What an input says of a role, checked. */
export interface RoleValues {
  name: string;
  description: string | null;
  permissions: string[];
}

interface GivenValues {
  name?: string | null | undefined;
  description?: string | null | undefined;
  permissions?: readonly string[] | null | undefined;
}

/**
 * Checks what an input says of a role; what it leaves out stays out. Null can't take away a name or all permissions: it counts
 * as empty.
 *
 * @throws InputRejected with every mistake
 */
export function readRoleValues(given: GivenValues): Partial<RoleValues> {
  const check = createInputCheck();
  const values: Partial<RoleValues> = {};
  if (given.name !== undefined) values.name = checkName(check, given.name ?? '');
  if (given.description !== undefined) {
    values.description = check.text(given.description, MAX_DESCRIPTION_LENGTH, ['description']);
  }
  if (given.permissions !== undefined) values.permissions = checkPermissions(check, given.permissions ?? []);
  check.finish();
  return values;
}

/** In the order of the closed list, each once: two roles that allow the same say the same. */
function checkPermissions(check: InputCheck, given: readonly string[]): string[] {
  given.forEach((permission, index) => {
    if ((PERMISSION_NAMES as readonly string[]).includes(permission)) return;
    check.refuse(
      'UNKNOWN_PERMISSION',
      ['permissions', String(index)],
      'There is no such permission: "permissions" lists them.',
    );
  });
  return PERMISSION_NAMES.filter((permission) => given.includes(permission));
}

/** @throws InputRejected PERMISSION_EXCEEDS_YOURS for each that the caller lacks */
export function refusePermissionsBeyond(own: Role, permissions: readonly string[]): void {
  const check = createInputCheck();
  permissions.forEach((permission, index) => {
    if (own.permissions.includes(permission)) return;
    check.refuse(
      'PERMISSION_EXCEEDS_YOURS',
      ['permissions', String(index)],
      `You don't have the permission "${permission}", so you can't give it: ask somebody who has it.`,
    );
  });
  check.finish();
}
