import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { PeopleTable } from './organization-tables';
import type { Table } from './tables';

/* Rows of a backup that may be here already: people, who can belong to other organisations, and the audit, which is never removed. */

/** Who came, and who of them was here. */
export interface People {
  count: number;
  readonly kept: Set<string>;
}

const INCOMING = 'pg_temp.incoming';

/** Reads a table's rows into a table of this transaction. @returns how many */
async function receive(
  client: Client,
  { name, columns }: Table,
  bytes: AsyncIterable<Buffer>,
): Promise<number> {
  await client.query(`DROP TABLE IF EXISTS ${INCOMING}`);
  await client.query(
    `CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT ${columns.join(', ')} FROM ${name} WITH NO DATA`,
  );
  const stream = client.query(copyFrom(`COPY ${INCOMING} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(bytes, { objectMode: false }), stream);
  return (stream as unknown as { rowCount: number }).rowCount;
}

/**
 * Puts people there who are not there yet. Who is (the same id) stays as they are, with the password and the second factors they have here.
 *
 * @returns how many rows the backup has
 * @throws Error when an address belongs to somebody else here
 */
export async function fillPeople(
  client: Client,
  table: PeopleTable,
  bytes: AsyncIterable<Buffer>,
  people: People,
): Promise<number> {
  const { name, columns, person } = table;
  const count = await receive(client, table, bytes);
  if (name === 'identity.users') {
    people.count = count;
    const taken = await client.query<{ email: string }>(
      `SELECT i.email FROM ${INCOMING} i JOIN identity.users u ON u.email_key = i.email_key AND u.id <> i.id LIMIT 1`,
    );
    if (taken.rows[0])
      throw new Error(
        `${taken.rows[0].email} is somebody else here (another id). One of the two has to change the address first.`,
      );
    const here = await client.query<{ id: string }>(
      `SELECT u.id FROM identity.users u JOIN ${INCOMING} i ON i.id = u.id`,
    );
    for (const { id } of here.rows) people.kept.add(id);
  }
  const list = columns.join(', ');
  await client.query(
    `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM ${INCOMING} WHERE ${person} <> ALL ($1::uuid[])`,
    [[...people.kept]],
  );
  return count;
}

/** Where the next entry goes, and how far the chain has come: they move on. */
const POSITIONS = ['audit.heads', 'audit.chained'];

/**
 * Puts the audit there; where the organisation has one already, because it was removed here, it has to hold every entry, link and
 * signature of the backup, and stays as it is.
 *
 * @returns how many rows the backup has
 * @throws Error when the two tell different stories
 */
export async function fillAudit(
  client: Client,
  table: Table,
  bytes: AsyncIterable<Buffer>,
  orgId: string,
): Promise<number> {
  const { name } = table;
  const list = table.columns.join(', ');
  const count = await receive(client, table, bytes);
  const foreign = await client.query(`SELECT FROM ${INCOMING} WHERE org_id <> $1 LIMIT 1`, [orgId]);
  if (foreign.rowCount) throw new Error(`Rows of ${name} are another organisation’s: nothing is restored.`);
  const known = await client.query(`SELECT FROM ${name} WHERE org_id = $1 LIMIT 1`, [orgId]);
  if (known.rowCount === 0) {
    await client.query(`INSERT INTO ${name} (${list}) SELECT ${list} FROM ${INCOMING}`);
    return count;
  }
  if (POSITIONS.includes(name)) return count;
  const differs = await client.query(
    `SELECT ${list} FROM ${INCOMING} EXCEPT SELECT ${list} FROM ${name} WHERE org_id = $1 LIMIT 1`,
    [orgId],
  );
  if (differs.rowCount)
    throw new Error(
      `The audit of ${orgId} that is here does not hold all that the backup's does (${name}): nothing is restored.`,
    );
  return count;
}
