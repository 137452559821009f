import { isStartedHere, stopTestServices } from './services';
import { dropTestDatabases } from './template-database';

/**
 * Jest's global teardown: drops the run's databases where the server is somebody's own, and stops what the setup started.
 * A server that was started for the run goes with its folder: a hundred drops, each of which waits for a checkpoint, would
 * take it longer than all else here.
 */
export default async function teardown(): Promise<void> {
  const url = process.env['TEST_DATABASE_URL'] ?? '';
  try {
    if (!isStartedHere(url)) await dropTestDatabases(url);
  } finally {
    await stopTestServices();
  }
}
