import { useDatabase } from '../../testkit/database';
import { prepareRolesAndSchemas } from './database-roles';

const [one, other] = [useDatabase(), useDatabase()];

const ROLES = ['identity', 'crm', 'estimates'].map((part) => ({ role: `cashcraft_${part}`, schema: part }));

it('several processes prepare several databases of one cluster at once, though the roles are the same', async () => {
  const urls = Array.from({ length: 6 }, () => [one.url, other.url]).flat();
  const prepared = await Promise.all(urls.map((url) => prepareRolesAndSchemas(url, ROLES)));
  expect(prepared).toEqual(urls.map(() => true));
});
