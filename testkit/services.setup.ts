import build from './build.setup';
import { startTestServices, stopTestServices } from './services';
import { createTemplateDatabase } from './template-database';

/**
 * Jest's global setup of the projects `db` and `e2e`: what was built, a PostgreSQL unless TEST_DATABASE_URL is set, a Redis unless REDIS_URL
 * is set, and the template database. Publishes TEST_DATABASE_URL and TEST_REDIS_URL to the test files.
 */
export default async function setup(): Promise<void> {
  build();
  const { databaseUrl, redisUrl } = await startTestServices({
    databaseUrl: process.env['TEST_DATABASE_URL'],
    redisUrl: process.env['REDIS_URL'],
  });
  process.env['TEST_DATABASE_URL'] = databaseUrl;
  process.env['TEST_REDIS_URL'] = redisUrl;
  try {
    await createTemplateDatabase(databaseUrl);
  } catch (error) {
    await stopTestServices();
    throw error;
  }
}
