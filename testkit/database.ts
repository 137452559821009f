import { randomBytes } from 'node:crypto';
import { urlFor, type AppRole } from '../service-kit/database-roles';
import { cloneTemplate, dropDatabase } from './template-database';

export interface TestDatabase {
  /** For the owner's role; set-up and assertions behind the application's back. */
  readonly url: string;
  /** For one part of the application, as it would connect itself. */
  urlFor(part: AppRole): Promise<string>;
}

/** Gives a test file its own migrated database; dropped when the file ends. */
export function useDatabase(): TestDatabase {
  const admin = process.env['TEST_DATABASE_URL'] ?? '';
  const name = `test_${randomBytes(6).toString('hex')}`;
  let url = '';
  beforeAll(async () => {
    if (!admin) throw new Error('TEST_DATABASE_URL is not set: run the tests by "npm test".');
    url = await cloneTemplate(admin, name);
  });
  afterAll(() => dropDatabase(admin, name));
  return {
    get url() {
      return url;
    },
    urlFor: (part) => urlFor(url, part),
  };
}
