import type { DataSource } from 'typeorm';
import { ROLE_PRESETS, SYSTEM_ROLES, type SystemRole } from '../schema/permissions';
import { newId } from '../service-kit/data/ids';
import type { Viewer } from '../service-kit/auth/viewer';
import { createPasswords } from '../subgraphs/identity/src/auth/passwords';
import { preparePerson } from '../subgraphs/identity/src/auth/registration.service';
import {
  addMember,
  createOrganizationWithOwner,
} from '../subgraphs/identity/src/organizations/organizations.service';

/** A person who can log in. */
export interface SeededUser {
  userId: string;
  email: string;
  password: string;
  firstName: string;
  lastName: string;
  role: SystemRole;
  /** The person as a caller, with a session id that has no session; for `graph.execute(viewer, …)`. */
  viewer: Viewer;
}

export interface SeededOrganization {
  org: { id: string; name: string };
  owner: SeededUser;
  admin: SeededUser;
  manager: SeededUser;
  estimator: SeededUser;
  viewer: SeededUser;
}

/** All seeded people have it: one Argon2 hash instead of five. */
const PASSWORD = 'glass bridge over nine rivers';
const passwords = createPasswords();
let passwordHash: Promise<string> | undefined;

/**
 * Makes an organisation with one person per system role, in identity's database.
 *
 * @param source connected by `connectIdentity`
 */
export async function seedOrganization(source: DataSource): Promise<SeededOrganization> {
  passwordHash ??= preparePerson(passwords, personOf('owner', 'seed')).then((person) => person.passwordHash);
  const hash = await passwordHash;
  const tag = newId().slice(-12);
  const name = `Organisation ${tag}`;
  const created = await createOrganizationWithOwner(source, {
    name,
    owner: newPerson('owner', tag, hash),
    isVerified: true,
  });
  if (!created) throw new Error('The seeded address was taken.');
  const { orgId } = created;
  const users = { owner: seededUser('owner', tag, created) } as Record<SystemRole, SeededUser>;
  for (const roleKey of SYSTEM_ROLES.slice(1)) {
    const userId = await addMember(source, orgId, { ...newPerson(roleKey, tag, hash), roleKey });
    users[roleKey] = seededUser(roleKey, tag, { orgId, userId });
  }
  return { org: { id: orgId, name }, ...users };
}

const personOf = (role: SystemRole, tag: string) => ({
  email: `${role}.${tag}@Example.com`,
  password: PASSWORD,
  firstName: ROLE_PRESETS[role].name,
  lastName: `Test ${tag}`,
});

function newPerson(role: SystemRole, tag: string, hash: string) {
  const { email, firstName, lastName } = personOf(role, tag);
  return { email, emailKey: email.toLowerCase(), firstName, lastName, passwordHash: hash };
}

function seededUser(role: SystemRole, tag: string, ids: { orgId: string; userId: string }): SeededUser {
  const viewer: Viewer = {
    ...ids,
    sessionId: newId(),
    role,
    permissions: new Set<string>(ROLE_PRESETS[role].permissions),
    permissionsVersion: 1,
  };
  return { ...personOf(role, tag), userId: ids.userId, role, viewer };
}
