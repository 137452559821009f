import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { Membership } from '../organizations/membership.entity';
import { Organization } from '../organizations/organization.entity';
import { Role } from '../roles/role.entity';

/** A person who may use the organisation now, with today's role. */
export interface Account {
  membership: Membership;
  role: Role;
  /** With what it demands of sessions. */
  organization: Organization;
}

/**
 * Reads a person's state in an organisation; log-in and every refresh look at it anew.
 *
 * @param db a transaction inside that organisation
 * @returns null when the person, the membership or the organisation is not active (any more)
 */
export async function findActiveAccount(
  db: EntityManager,
  orgId: string,
  userId: string,
): Promise<Account | null> {
  const membership = await db
    .getRepository(Membership)
    .createQueryBuilder('membership')
    .innerJoinAndSelect('membership.user', 'person')
    .where('membership.orgId = :orgId AND membership.userId = :userId', { orgId, userId })
    .getOne();
  if (membership?.status !== 'ACTIVE' || membership.user.status !== 'ACTIVE') return null;
  const organization = await db.getRepository(Organization).findOneBy({ id: orgId });
  if (organization?.status !== 'ACTIVE') return null;
  const role = await db.getRepository(Role).findOneByOrFail({ orgId, id: membership.roleId });
  return { membership, role, organization };
}

/** The caller that a session's access tokens name. */
export function viewerOf({ membership, role }: Account, sessionId: string): Viewer {
  return {
    userId: membership.userId,
    orgId: membership.orgId,
    sessionId,
    role: role.key,
    permissions: new Set(role.permissions),
    permissionsVersion: membership.permissionsVersion,
  };
}
