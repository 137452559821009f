import { Client } from 'pg';

/** The database that each test file clones. */
export const TEMPLATE_DATABASE = 'cashcraft_template';

/**
 * Makes the template database anew.
 *
 * @param adminUrl connection string of a role that may create databases
 */
export async function createTemplateDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`drop database if exists ${TEMPLATE_DATABASE} with (force)`);
    await client.query(`create database ${TEMPLATE_DATABASE}`);
  } finally {
    await client.end();
  }
}
