import { PERMISSIONS } from '../../../../schema/permissions';
import { checkId } from '../../../../service-kit/data/ids';
import { badInput, notFound } from '../../../../service-kit/errors/errors';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { Explanation, Step } from './explanation';
import type { Role } from './role.entity';
import { listRoles } from './roles.service';

interface Standing {
  organizationName: string;
  organizationStatus: string;
  accountStatus: string;
  membershipStatus: 'ACTIVE' | 'DISABLED' | 'REMOVED';
  roleName: string;
  permissions: string[];
}

/**
 * Explains whether a person of the caller's organisation has a permission now, step by step.
 *
 * @throws GraphQLError NOT_FOUND for a person of no or another organisation; BAD_USER_INPUT for a permission that there is not
 */
export async function explainAccess(
  ctx: Context,
  { userId: given, permission }: { userId: string; permission: string },
): Promise<Explanation> {
  const userId = checkId(given, 'User');
  if (!Object.hasOwn(PERMISSIONS, permission)) {
    throw badInput('There is no such permission: "permissions" lists them.', 'permission');
  }
  const [standing] = await read(ctx, (db) =>
    db.query<Standing[]>(
      `SELECT organization.name AS "organizationName", organization.status AS "organizationStatus",
              person.status AS "accountStatus", membership.status AS "membershipStatus",
              role.name AS "roleName", role.permissions
         FROM identity.memberships membership
         JOIN identity.organizations organization ON organization.org_id = membership.org_id
         JOIN identity.users person ON person.id = membership.user_id
         JOIN identity.roles role ON role.org_id = membership.org_id AND role.id = membership.role_id
        WHERE membership.org_id = $1 AND membership.user_id = $2`,
      [ctx.viewer.orgId, userId],
    ),
  );
  if (!standing) throw notFound('User');
  return { userId, permission, steps: stepsOf(standing, permission) };
}

const MEMBERSHIPS: Record<Standing['membershipStatus'], string> = {
  ACTIVE: 'They are an active member.',
  DISABLED: 'They are deactivated here: "reactivateUser" lets them in again.',
  REMOVED: 'They left or were removed: an invitation brings them back.',
};

function stepsOf(standing: Standing, permission: string): Step[] {
  const open = standing.organizationStatus === 'ACTIVE';
  const account = standing.accountStatus === 'ACTIVE';
  const has = standing.permissions.includes(permission);
  const { organizationName, roleName, membershipStatus } = standing;
  return [
    {
      kind: 'ORGANIZATION',
      holds: open,
      message: open
        ? `The organisation "${organizationName}" is open.`
        : `The organisation "${organizationName}" is suspended: nobody may do anything in it.`,
    },
    {
      kind: 'ACCOUNT',
      holds: account,
      message: account ? 'Their account is open.' : 'Their account is closed on the whole installation.',
    },
    { kind: 'MEMBERSHIP', holds: membershipStatus === 'ACTIVE', message: MEMBERSHIPS[membershipStatus] },
    {
      kind: 'ROLE',
      holds: has,
      message: has
        ? `Their role "${roleName}" has the permission "${permission}".`
        : `Their role "${roleName}" lacks the permission "${permission}".`,
    },
  ];
}

/** Roles that would give the permission, to somebody whose role lacks it; those that give least first. */
export async function rolesThatWould(ctx: Context, { permission, steps }: Explanation): Promise<Role[]> {
  if (steps.every(({ kind, holds }) => kind !== 'ROLE' || holds)) return [];
  const roles = await listRoles(ctx);
  return roles
    .filter(({ permissions }) => permissions.includes(permission))
    .sort((a, b) => a.permissions.length - b.permissions.length);
}
