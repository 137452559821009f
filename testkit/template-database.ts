import { migrateAllUp } from '../main/migrations';
import { connectClient } from '../service-kit/postgres/database-roles';

export const TEMPLATE_DATABASE = 'cashcraft_template';
/** How the clones' names begin. */
export const CLONE_PREFIX = 'cashcraft_test_';

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

/** Drops every clone of the run, and the template. */
export async function dropTestDatabases(adminUrl: string): Promise<void> {
  const client = await connectClient(adminUrl);
  try {
    const { rows } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1) OR datname = $2',
      [CLONE_PREFIX, TEMPLATE_DATABASE],
    );
    for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
