import { randomBytes } from 'node:crypto';
import { urlOfPart, type AppRole } from '../main/database-roles';
import { CLONE_PREFIX, cloneTemplate } from './template-database';

export interface TestDatabase {
  /** For the owner's role; set-up and assertions behind the application's back. */
  readonly url: string;
  /** For one part of the application, as it would connect itself. */
  urlFor(part: AppRole): Promise<string>;
}

/**
 * Gives a test file its own migrated database. It is dropped when the test run ends: hooks run in the order in which they
 * were defined, so a hook here would drop it below connections that the file's own hooks close later.
 *
 * @param make of the server and a name; a clone of the migrated template unless given
 */
export function useDatabase(make = cloneTemplate): TestDatabase {
  const admin = process.env['TEST_DATABASE_URL'] ?? '';
  const name = `${CLONE_PREFIX}${randomBytes(6).toString('hex')}`;
  let url = '';
  beforeAll(async () => {
    if (!admin) throw new Error('TEST_DATABASE_URL is not set: run the tests by "npm test".');
    url = await make(admin, name);
  });
  return {
    get url() {
      return url;
    },
    urlFor: (part) => urlOfPart(url, part),
  };
}
