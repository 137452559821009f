import { stopTestServices } from './services';
import { dropTestDatabases } from './template-database';

/** Jest's global teardown: drops the run's databases (the server may be somebody's own) and stops what the setup started. */
export default async function teardown(): Promise<void> {
  try {
    await dropTestDatabases(process.env['TEST_DATABASE_URL'] ?? '');
  } finally {
    await stopTestServices();
  }
}
