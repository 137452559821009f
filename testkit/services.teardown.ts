import { stopTestServices } from './services';

/** Jest's global teardown: stops what the global setup started. */
export default async function teardown(): Promise<void> {
  await stopTestServices();
}
