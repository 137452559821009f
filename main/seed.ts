import type { DataSource } from 'typeorm';
import { SYSTEM_ROLES, type SystemRole } from '../schema/permissions';
import { createPasswords } from '../subgraphs/identity/src/auth/passwords';
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
 * Makes the demo organisation with a person for each role. Development only: the password is public.
 *
 * @param source identity's
 * @returns false when it was there already
 */
export async function seedDemo(source: DataSource): Promise<boolean> {
  const passwords = createPasswords();
  const owner = await preparePerson(passwords, personOf('owner'));
  const created = await createOrganizationWithOwner(source, { name: ORGANIZATION, owner, isVerified: true });
  if (!created) return false;
  for (const roleKey of SYSTEM_ROLES.filter((role) => role !== 'owner')) {
    const person = await preparePerson(passwords, personOf(roleKey));
    await addMember(source, created.orgId, { ...person, roleKey });
  }
  return true;
}
