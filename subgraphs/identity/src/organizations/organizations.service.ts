import type { DataSource, EntityManager } from 'typeorm';
import type { SystemRole } from '../../../../schema/permissions';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { newId } from '../../../../service-kit/data/ids';
import { addSystemRoles } from '../roles/system-roles';
import type { Email } from '../users/person-input';
import type { Membership } from './membership.entity';

/** A person about to be written: everything was checked, and the password hashed. */
export interface NewPerson extends Email {
  firstName: string;
  lastName: string;
  passwordHash: string;
}

export interface NewOrganization {
  name: string;
  owner: NewPerson;
}

export interface CreatedOrganization {
  orgId: string;
  userId: string;
}

const UNDO = 'add_organization';

/**
 * Creates a person with an organisation of theirs, which they own.
 *
 * For an address that is known already it runs the very same statements, takes them back and commits all the same,
 * so that neither the answer nor the time betrays that a person exists (decision 0003).
 *
 * @returns the new ids, or null when the address was known
 */
export async function createOrganizationWithOwner(
  source: DataSource,
  { name, owner }: NewOrganization,
): Promise<CreatedOrganization | null> {
  const orgId = newId();
  return inOrganization(source, orgId, async (db) => {
    const person = await addPerson(db, owner);
    await db.query(`SAVEPOINT ${UNDO}`);
    await db.query('INSERT INTO identity.organizations (org_id, name) VALUES ($1, $2)', [orgId, name]);
    const roles = await addSystemRoles(db, orgId);
    await addMembership(db, { orgId, userId: person.userId, roleId: roles.owner });
    await db.query(person.isNew ? `RELEASE SAVEPOINT ${UNDO}` : `ROLLBACK TO SAVEPOINT ${UNDO}`);
    return person.isNew ? { orgId, userId: person.userId } : null;
  });
}

/**
 * Adds a person to an organisation; a known address keeps its person, name and password.
 *
 * @param roleKey of a system role
 * @returns the person's id
 */
export async function addMember(
  source: DataSource,
  orgId: string,
  person: NewPerson & { roleKey: SystemRole },
): Promise<string> {
  return inOrganization(source, orgId, async (db) => {
    const { userId } = await addPerson(db, person);
    const [role] = (await db.query('SELECT id FROM identity.roles WHERE org_id = $1 AND key = $2', [
      orgId,
      person.roleKey,
    ])) as { id: string }[];
    if (!role) throw new Error(`The organisation ${orgId} has no role "${person.roleKey}".`);
    await addMembership(db, { orgId, userId, roleId: role.id });
    return userId;
  });
}

async function addPerson(db: EntityManager, person: NewPerson): Promise<{ userId: string; isNew: boolean }> {
  const rows = (await db.query(
    'SELECT user_id AS "userId", is_new AS "isNew" FROM identity.add_user($1, $2, $3, $4, $5, $6)',
    [newId(), person.email, person.emailKey, person.firstName, person.lastName, person.passwordHash],
  )) as { userId: string; isNew: boolean }[];
  if (!rows[0]) throw new Error('identity.add_user answered nothing.');
  return rows[0];
}

async function addMembership(
  db: EntityManager,
  membership: Pick<Membership, 'orgId' | 'userId' | 'roleId'>,
): Promise<void> {
  await db.query('INSERT INTO identity.memberships (org_id, user_id, role_id) VALUES ($1, $2, $3)', [
    membership.orgId,
    membership.userId,
    membership.roleId,
  ]);
}
