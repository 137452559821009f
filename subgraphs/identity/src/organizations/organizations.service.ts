import type { DataSource, EntityManager } from 'typeorm';
import type { SystemRole } from '../../../../schema/permissions';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { OwnAudit } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import { addSystemRoles } from '../roles/system-roles';
import type { Email } from '../../../../service-kit/mail/email-address';
import type { Membership } from './membership.entity';
import { tellOrganization } from './settings.service';

/** A person about to be written: everything was checked, and the password hashed. */
export interface NewPerson extends Email {
  firstName: string;
  lastName: string;
  passwordHash: string;
}

export interface NewOrganization {
  name: string;
  owner: NewPerson;
  /** BCP 47, of what is sent in its name; English unless given. */
  locale?: string;
  /** Whether it is certain that the address is the owner's. */
  isVerified?: boolean;
  /** Whether a known person who may enter no organisation any more gets it, and stays who they are: they could go nowhere else. */
  takesIn?: boolean;
  /** Runs in the transaction when all is written: asks for the mail that confirms the address. */
  welcome?: (db: EntityManager, created: CreatedOrganization) => Promise<unknown>;
  /** Runs at the end of the transaction, whether the address was known or not, and whether the organisation was made. */
  finish?: (db: EntityManager, outcome: { orgId: string; isNew: boolean; isMade: boolean }) => Promise<void>;
  /** Runs it in a transaction inside the organisation; one that is not audited unless given. */
  transact?: Transact;
}

type Transact = <T>(orgId: string, work: (db: EntityManager, audit?: OwnAudit) => Promise<T>) => Promise<T>;

export interface CreatedOrganization {
  orgId: string;
  userId: string;
}

const UNDO = 'add_organization';
const UNDO_WELCOME = 'welcome';

/**
 * Creates a person with an organisation of theirs, which they own.
 *
 * For an address that is known already it runs the very same statements, takes them back and commits all the same,
 * so that neither the answer nor the time betrays that a person exists (decision 0003).
 *
 * @returns the new organisation's id and its owner's; null when the address was known, and is not taken in
 */
export async function createOrganizationWithOwner(
  source: DataSource,
  {
    name,
    owner,
    locale = 'en',
    isVerified = false,
    takesIn = false,
    welcome,
    finish,
    transact,
  }: NewOrganization,
): Promise<CreatedOrganization | null> {
  const orgId = newId();
  const run: Transact = transact ?? ((id, work) => inOrganization(source, id, (db) => work(db)));
  return run(orgId, async (db, audit) => {
    const person = await addPerson(db, owner);
    const isHomeless = await belongsNowhere(db, person.userId, owner.emailKey);
    const isMade = person.isNew || (takesIn && isHomeless);
    await db.query(`SAVEPOINT ${UNDO}`);
    await db.query('INSERT INTO identity.organizations (org_id, name, locale) VALUES ($1, $2, $3)', [
      orgId,
      name,
      locale,
    ]);
    const roles = await addSystemRoles(db, orgId);
    await addMembership(db, { orgId, userId: person.userId, roleId: roles.owner });
    if (isVerified) await verify(db, person.userId);
    await tellOrganization(db, orgId);
    await db.query(`SAVEPOINT ${UNDO_WELCOME}`);
    // Nobody's id where the address is taken: whatever is written for it takes the same statements, and is taken back.
    await welcome?.(db, { orgId, userId: person.isNew ? person.userId : newId() });
    await db.query(keepOrUndo(UNDO_WELCOME, person.isNew));
    audit?.isDoneBy(person.userId);
    await audit?.record();
    await db.query(keepOrUndo(UNDO, isMade));
    await finish?.(db, { orgId, isNew: person.isNew, isMade });
    return isMade ? { orgId, userId: person.userId } : null;
  });
}

const keepOrUndo = (savepoint: string, keeps: boolean): string =>
  `${keeps ? 'RELEASE' : 'ROLLBACK TO'} SAVEPOINT ${savepoint}`;

/** Whether the address is a person's who may enter no organisation: they left, were removed or deactivated, or it was deleted. */
async function belongsNowhere(db: EntityManager, userId: string, emailKey: string): Promise<boolean> {
  const [found] = (await db.query(
    `SELECT user_id = $2 AND status = 'ACTIVE' AND org_id IS NULL AS "isHomeless" FROM identity.find_person($1)`,
    [emailKey, userId],
  )) as { isHomeless: boolean }[];
  return found?.isHomeless === true;
}

/**
 * Adds a person whose address is certain to be theirs to an organisation; a known address keeps its person, name and password.
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
    await verify(db, userId);
    return userId;
  });
}

/**
 * Adds a person, or finds the one of the address.
 *
 * @param db any transaction: people belong to no organisation
 */
export async function addPerson(
  db: EntityManager,
  person: NewPerson,
): Promise<{ userId: string; isNew: boolean }> {
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

async function verify(db: EntityManager, userId: string): Promise<void> {
  await db.query(
    'UPDATE identity.users SET email_verified_at = clock_timestamp() WHERE id = $1 AND email_verified_at IS NULL',
    [userId],
  );
}
