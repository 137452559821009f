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

/** What became of the demo: made now (or what of it was missing), there as it was made, or changed by people, who know how to log in. */
export type DemoState = 'MADE' | 'THERE' | 'CHANGED';

/** What is said of a demo that people have changed. */
export const DEMO_CHANGED = `${DEMO_OWNER.email} no longer logs in with the password of the demo: log in as you know it, or start with another DATA_DIR.`;

/**
 * Makes the demo organisation with a person for each role, or what of it is missing. What people have changed of it (their
 * address, their password, the organisation itself) stays as it is. Development only: the password is public.
 *
 * @param source identity's
 */
export async function seedDemo(source: DataSource): Promise<DemoState> {
  const passwords = createPasswords();
  const known = await findOwner(source);
  if (known && !(await passwords.check(known.passwordHash, PASSWORD)).fits) return 'CHANGED';
  const missing = known
    ? await missingRoles(source, known.orgId)
    : SYSTEM_ROLES.filter((role) => role !== 'owner');
  const orgId = known?.orgId ?? (await makeOrganization(source, passwords));
  if (orgId === null) return 'CHANGED';
  for (const roleKey of missing) {
    const person = await preparePerson(passwords, personOf(roleKey));
    await addMember(source, orgId, { ...person, roleKey });
  }
  return known === null || missing.length > 0 ? 'MADE' : 'THERE';
}

/** @returns null where the address is an account's without an organisation, or was one's lately */
async function makeOrganization(source: DataSource, passwords: Passwords): Promise<string | null> {
  const owner = await preparePerson(passwords, personOf('owner'));
  const created = await createOrganizationWithOwner(source, { name: ORGANIZATION, owner, isVerified: true });
  return created?.orgId ?? null;
}

/** The demo's owner, with the organisation they enter. */
async function findOwner(source: DataSource): Promise<{ orgId: string; passwordHash: string } | null> {
  const [row] = await source.query<{ orgId: string | null; passwordHash: string }[]>(
    'SELECT org_id AS "orgId", password_hash AS "passwordHash" FROM identity.find_log_in($1)',
    [DEMO_OWNER.email],
  );
  return row?.orgId ? { ...row, orgId: row.orgId } : null;
}

/** A first start that was ended half-way has made the organisation, and not all of its people. */
async function missingRoles(source: DataSource, orgId: string): Promise<SystemRole[]> {
  const people = await readInOrganization(source, orgId, (db) =>
    db.query<{ email_key: string }[]>('SELECT email_key FROM identity.users'),
  );
  const known = new Set(people.map(({ email_key: email }) => email));
  return SYSTEM_ROLES.filter((role) => !known.has(personOf(role).email));
}
