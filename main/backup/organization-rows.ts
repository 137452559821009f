import type { KeyObject } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { verifyBeginning } from '../../service-kit/audit/audit-chain';
import { readBeginning } from '../../service-kit/audit/read-audit';
import { MEMBERS, type PeopleTable } from './organization-tables';
import { BackupUnreadable } from './sealed-stream';
import type { Table } from './tables';

/* Rows of a backup that may be here already: people, who can belong to other organisations, and the audit, which is never removed. */

/** Who came with an organisation: who was not here before, and who was. */
export interface People {
  readonly orgId: string;
  readonly new: Set<string>;
  readonly kept: Set<string>;
}

/** A table by its name, with the columns that a backup has of it. */
type Named = Pick<Table, 'name' | 'columns'>;

const INCOMING = 'pg_temp.incoming';

/** Reads a table's rows into a table of this transaction. @returns how many */
async function receive(
  client: Client,
  { name, columns }: Named,
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
 * @throws BackupUnreadable for rows of somebody else: an account here is not to be changed by whoever made the backup
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
    const strangers = await client.query(`SELECT FROM ${INCOMING} WHERE id NOT IN (${MEMBERS}) LIMIT 1`, [
      people.orgId,
    ]);
    if (strangers.rowCount) throw new BackupUnreadable('Somebody in it is no member: nothing is restored.');
    const taken = await client.query<{ email: string }>(
      `SELECT i.email FROM ${INCOMING} i JOIN identity.users u ON u.email_key = i.email_key AND u.id <> i.id LIMIT 1`,
    );
    if (taken.rows[0])
      throw new Error(
        `${taken.rows[0].email} is somebody else here (another id). One of the two has to change the address first.`,
      );
    const came = await client.query<{ id: string; isHere: boolean }>(
      `SELECT i.id, u.id IS NOT NULL AS "isHere" FROM ${INCOMING} i LEFT JOIN identity.users u ON u.id = i.id`,
    );
    for (const { id, isHere } of came.rows) (isHere ? people.kept : people.new).add(id);
  }
  const others = await client.query(`SELECT FROM ${INCOMING} WHERE ${person} <> ALL ($1::uuid[]) LIMIT 1`, [
    [...people.new, ...people.kept],
  ]);
  if (others.rowCount)
    throw new BackupUnreadable(`Rows of ${name} are of nobody who comes: nothing is restored.`);
  const list = columns.join(', ');
  await client.query(
    `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM ${INCOMING} WHERE ${person} = ANY ($1::uuid[])`,
    [[...people.new]],
  );
  return count;
}

/**
 * Whether an audit of the organisation is here already.
 *
 * @throws Error when its beginning was cut off by somebody without the key: what is missing in it was not forgotten
 */
export async function isAuditHere(
  client: Client,
  orgId: string,
  keys: ReadonlyMap<string, KeyObject>,
): Promise<boolean> {
  const query = async (sql: string, values?: unknown[]) => (await client.query(sql, values)).rows;
  const beginning = await readBeginning({ query }, orgId);
  const fault = beginning && verifyBeginning(beginning, keys);
  if (fault) throw new Error(`The audit of ${orgId} that is here is not intact. ${fault}`);
  return (await query('SELECT FROM audit.heads WHERE org_id = $1 LIMIT 1', [orgId])).length > 0;
}

/** Rows of a backup that may be missing in an audit that is here: it moved on, or has forgotten them (docs/audit.md). */
const GONE_ON: Readonly<Record<string, string>> = {
  'audit.heads': 'true',
  'audit.chained': 'true',
  'audit.beginnings': 'true',
  'audit.entries': `n <= (SELECT (b.slots ->> slot::text)::bigint FROM audit.beginnings b WHERE b.org_id = $1)`,
  'audit.links': 'position <= (SELECT b.position FROM audit.beginnings b WHERE b.org_id = $1)',
};

/**
 * Puts the audit there; where the organisation has one already, because it was removed here, it has to hold every entry, link and
 * signature of the backup that it has not forgotten, and stays as it is.
 *
 * @param isHere as {@link isAuditHere} said before the first of its tables
 * @returns how many rows the backup has
 * @throws Error when the two tell different stories
 */
export async function fillAudit(
  client: Client,
  { name, columns }: Named,
  bytes: AsyncIterable<Buffer>,
  { orgId, isHere }: { orgId: string; isHere: boolean },
): Promise<number> {
  const list = columns.join(', ');
  const count = await receive(client, { name, columns }, bytes);
  const foreign = await client.query(`SELECT FROM ${INCOMING} WHERE org_id <> $1 LIMIT 1`, [orgId]);
  if (foreign.rowCount) throw new Error(`Rows of ${name} are another organisation’s: nothing is restored.`);
  if (!isHere) {
    await client.query(`INSERT INTO ${name} (${list}) SELECT ${list} FROM ${INCOMING}`);
    return count;
  }
  const differs = await client.query(
    `SELECT FROM (SELECT ${list} FROM ${INCOMING} EXCEPT SELECT ${list} FROM ${name} WHERE org_id = $1) missing
      WHERE (${GONE_ON[name] ?? 'false'}) IS NOT TRUE LIMIT 1`,
    [orgId],
  );
  if (differs.rowCount)
    throw new Error(
      `The audit of ${orgId} that is here does not hold all that the backup's does (${name}): nothing is restored.`,
    );
  return count;
}
