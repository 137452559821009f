import { SYSTEM_ROLES } from '../schema/permissions';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { createPasswords } from '../subgraphs/identity/src/auth/passwords';
import { preparePerson } from '../subgraphs/identity/src/auth/registration.service';
import { createOrganizationWithOwner } from '../subgraphs/identity/src/organizations/organizations.service';
import { useDatabase } from '../testkit/database';
import { connectClient } from '../service-kit/postgres/database-roles';
import { DEMO_OWNER, seedDemo } from './seed';

const database = useDatabase();

it('completes a demo organisation that a first start made half-way, and says when all of it was there', async () => {
  const source = await connectIdentity(await database.urlFor('identity'));
  const owner = await connectClient(database.url);
  try {
    const person = { ...DEMO_OWNER, firstName: 'Olivia', lastName: 'Ortega' };
    await createOrganizationWithOwner(source, {
      name: 'Demo Renovations',
      owner: await preparePerson(createPasswords(), person),
    });
    expect(await seedDemo(source)).toBe('MADE');
    expect(await seedDemo(source)).toBe('THERE');
    const { rows } = await owner.query<{ key: string }>(
      `SELECT r.key FROM identity.memberships m JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id`,
    );
    expect(rows.map(({ key }) => key).toSorted()).toEqual([...SYSTEM_ROLES].toSorted());

    // What people change of it is theirs: it neither ends a start nor is told wrongly.
    const count = async () => (await owner.query('SELECT FROM identity.users')).rowCount;
    const people = await count();
    const other = await createPasswords().hash('a lamp beside the third river');
    await owner.query('UPDATE identity.users SET password_hash = $2 WHERE email_key = $1', [
      person.email,
      other,
    ]);
    expect(await seedDemo(source)).toBe('CHANGED');
    await owner.query('DELETE FROM identity.memberships');
    expect(await seedDemo(source)).toBe('CHANGED');
    expect(await count()).toBe(people);
  } finally {
    await owner.end();
    await source.destroy();
  }
});
