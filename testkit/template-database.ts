import { migrateAllUp } from '../main/migrations';
import { connectClient } from '../service-kit/database-roles';

export const TEMPLATE_DATABASE = 'cashcraft_template';

/** The same server, another database. */
export function urlOfDatabase(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

/** Runs one statement on the administrative connection. */
async function administer(adminUrl: string, sql: string): Promise<void> {
  const client = await connectClient(adminUrl);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Makes the migrated database that each test file clones. Runs once per test run. */
export async function createTemplateDatabase(adminUrl: string): Promise<void> {
  await administer(adminUrl, `DROP DATABASE IF EXISTS ${TEMPLATE_DATABASE} WITH (FORCE)`);
  await administer(adminUrl, `CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await migrateAllUp(urlOfDatabase(adminUrl, TEMPLATE_DATABASE));
}

/** Clones the template. @returns the clone's URL for the role of `adminUrl` */
export async function cloneTemplate(adminUrl: string, name: string): Promise<string> {
  // STRATEGY FILE_COPY is quicker than WAL_LOG for small templates when fsync is off.
  await administer(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} STRATEGY FILE_COPY`);
  return urlOfDatabase(adminUrl, name);
}

export const dropDatabase = (adminUrl: string, name: string): Promise<void> =>
  administer(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
