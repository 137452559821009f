import { useDatabase } from '../../testkit/database';
import { APP_ROLES } from '../../main/database-roles';
import { prepareRolesAndSchemas } from './database-roles';

const [one, other] = [useDatabase(), useDatabase()];

it('several processes prepare several databases of one cluster at once, though the roles are the same', async () => {
  const urls = Array.from({ length: 6 }, () => [one.url, other.url]).flat();
  const prepared = await Promise.all(
    urls.map((url) => prepareRolesAndSchemas(url, Object.values(APP_ROLES))),
  );
  expect(prepared).toEqual(urls.map(() => true));
});
