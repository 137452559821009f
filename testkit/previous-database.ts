import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { connectClient } from '../service-kit/postgres/database-roles';
import { projectRoot } from '../service-kit/process/paths';
import { urlOfDatabase } from './template-database';

/*
 * The database of an earlier version, made by its own code: its demo organisation, and one that registered, connected Kommo and sent an
 * estimate. Made anew for a release: with that version's code, `seed` and `demo` on an empty database, the second owner renamed as below with
 * the first one's password, and `pg_dump --no-owner <database> | grep -v '^\\restrict\|^\\unrestrict\|^--' | gzip -9n`.
 */

const DUMP = 'tests/upgrade/before-event-traces.sql.gz';

/** Who owns the organisation with the estimate; the password is the demo owner's. */
export const PREVIOUS_OWNER = 'owner@previous.example';

/** Makes it. @returns its address for the role of `adminUrl` */
export async function makePreviousDatabase(adminUrl: string, name: string): Promise<string> {
  const admin = await connectClient(adminUrl);
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  await admin.end();
  const url = urlOfDatabase(adminUrl, name);
  const client = await connectClient(url);
  try {
    const { rows } = await client.query<{ name: string }>('SELECT collname AS name FROM pg_collation');
    const collations = new Set(rows.map(({ name: collation }) => collation));
    // Debian's PostgreSQL, which made the file, orders names by more languages than the embedded one.
    const text = gunzipSync(readFileSync(join(projectRoot, DUMP)))
      .toString('utf8')
      .replace(/^CREATE INDEX .* COLLATE "([\w-]+-x-icu)".*;$/gm, (line, collation: string) =>
        collations.has(collation) ? line : '',
      );
    await load(client, text);
  } finally {
    await client.end();
  }
  return url;
}

/** What psql would do with the file: statements, and rows behind each COPY up to a line of `\.`. */
async function load(client: Client, text: string): Promise<void> {
  const parts = text.split(/^(COPY .* FROM stdin;)\n/m);
  await client.query(parts[0] ?? '');
  for (let at = 1; at < parts.length; at += 2) {
    const [rows = '', rest = ''] = (parts[at + 1] ?? '').split(/^\\\.\n/m);
    await pipeline(Readable.from([rows]), client.query(copyFrom(parts[at] ?? '')));
    await client.query(rest);
  }
}
