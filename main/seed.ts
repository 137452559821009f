import type { DataSource } from 'typeorm';
import { readInOrganization } from '../service-kit/postgres/database';
import { SYSTEM_ROLES, type SystemRole } from '../schema/permissions';
import { createPasswords, type Passwords } from '../subgraphs/identity/src/auth/passwords';
import { preparePerson, type PersonInput } from '../subgraphs/identity/src/auth/registration.service';
import {
  addMember,
  createOrganizationWithOwner,
} from '../subgraphs/identity/src/organizations/organizations.service';

const ORGANIZATION = 'Demo Renovations';
const PASSWORD = 'open the green gate';

/** The demo organisation's people, one per role. */
const PEOPLE: Record<SystemRole, [firstName: string, lastName: string]> = {
  owner: ['Olivia', 'Ortega'],
  admin: ['Adrian', 'Weber'],
  manager: ['Mara', 'Lindqvist'],
  estimator: ['Emil', 'Novak'],
  viewer: ['Vera', 'Kim'],
};

const personOf = (role: SystemRole): PersonInput => {
  const [firstName, lastName] = PEOPLE[role];
  return { email: `${role}@demo.example`, password: PASSWORD, firstName, lastName };
};

/** How the owner of the demo organisation logs in. */
export const DEMO_OWNER = { email: personOf('owner').email, password: PASSWORD };

/**
 * Makes the demo organisation with a person for each role, or what of it is missing. Development only: the password is
 * public.
 *
 * @param source identity's
 * @returns false when all of it was there already
 */
export async function seedDemo(source: DataSource): Promise<boolean> {
  const passwords = createPasswords();
  const known = await findOrganization(source);
  const missing = known ? await missingRoles(source, known) : SYSTEM_ROLES.filter((role) => role !== 'owner');
  const orgId = known ?? (await makeOrganization(source, passwords));
  for (const roleKey of missing) {
    const person = await preparePerson(passwords, personOf(roleKey));
    await addMember(source, orgId, { ...person, roleKey });
  }
  return known === null || missing.length > 0;
}

async function makeOrganization(source: DataSource, passwords: Passwords): Promise<string> {
  const owner = await preparePerson(passwords, personOf('owner'));
  const created = await createOrganizationWithOwner(source, { name: ORGANIZATION, owner, isVerified: true });
  if (!created)
    throw new Error(`${DEMO_OWNER.email} is there, but has no organisation: the demo can't be made.`);
  return created.orgId;
}

/** The organisation that the demo's owner enters. */
async function findOrganization(source: DataSource): Promise<string | null> {
  const rows = await source.query<{ org_id: string | null }[]>(
    'SELECT org_id FROM identity.find_log_in($1)',
    [DEMO_OWNER.email],
  );
  return rows[0]?.org_id ?? null;
}

/** A first start that was ended half-way has made the organisation, and not all of its people. */
async function missingRoles(source: DataSource, orgId: string): Promise<SystemRole[]> {
  const people = await readInOrganization(source, orgId, (db) =>
    db.query<{ email_key: string }[]>('SELECT email_key FROM identity.users'),
  );
  const known = new Set(people.map(({ email_key: email }) => email));
  return SYSTEM_ROLES.filter((role) => !known.has(personOf(role).email));
}
