import type { EntityManager } from 'typeorm';

/** An owner, as mails address them. */
export interface Owner {
  userId: string;
  email: string;
  firstName: string;
  locale: string | null;
}

/** Owners that are written to within one transaction, at most. */
export const MAX_OWNERS = 20;

/** The ids of those owners, for other statements; `$1` is the organisation. */
export const FIRST_OWNERS = `
  SELECT person.id FROM identity.memberships membership
    JOIN identity.users person ON person.id = membership.user_id AND person.status = 'ACTIVE'
    JOIN identity.roles role ON role.org_id = membership.org_id AND role.id = membership.role_id
   WHERE membership.org_id = $1 AND membership.status = 'ACTIVE' AND role.key = 'owner' AND role.is_system
   ORDER BY membership.created_at, person.id LIMIT ${MAX_OWNERS}`;

/** The organisation's active owners, the first {@link MAX_OWNERS}. @param db a transaction inside the organisation */
export const ownersOf = (db: EntityManager, orgId: string): Promise<Owner[]> =>
  db.query(
    `SELECT id AS "userId", email, first_name AS "firstName", locale
       FROM identity.users WHERE id IN (${FIRST_OWNERS}) ORDER BY id`,
    [orgId],
  ) as Promise<Owner[]>;
