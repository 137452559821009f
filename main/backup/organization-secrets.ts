import type { Client } from 'pg';
import type { SealedColumn } from '../../service-kit/auth/reseal';
import type { KeyRing } from '../../service-kit/auth/secrets';
import { SEALED_COLUMNS } from '../secrets-command';
import type { People } from './organization-rows';
import { organizationTables, MEMBERS } from './organization-tables';
import { BackupUnreadable } from './sealed-stream';

/*
 * What stands sealed in an organisation's rows is sealed under the installation's keys, which open everybody's secrets: they don't travel.
 * The secrets do, opened, within the backup, which is sealed; where it is restored they are sealed under that installation's key.
 */

/** A line of the record. */
interface OpenedSecret {
  /** Which column, as {@link nameOf} says. */
  readonly column: string;
  /** The row's key. */
  readonly key: readonly string[];
  readonly plain: string;
}

const COLUMNS = Object.values(SEALED_COLUMNS).flat();
const nameOf = ({ table, read }: SealedColumn): string => `${table} ${read}`;

/** Opens all secrets of an organisation and its people. @returns lines of JSON, and how many no key of the ring opens */
export async function openSecrets(
  client: Client,
  keyRing: KeyRing,
  orgId: string,
): Promise<{ text: string; lost: number }> {
  const { own, people } = await organizationTables(client);
  const kept = new Set([...own, ...people].map(({ name }) => name));
  const lines: string[] = [];
  let lost = 0;
  for (const column of COLUMNS.filter(({ table }) => kept.has(table))) {
    const { table, read, where = 'true', key, purpose, isShared } = column;
    const { rows } = await client.query<{ key: string[]; sealed: string }>(
      `SELECT ARRAY[${key.map((name) => `${name}::text`).join(', ')}] AS key, ${read} AS sealed FROM ${table}
        WHERE ${isShared ? `user_id IN (${MEMBERS})` : 'org_id = $1'} AND ${where} AND ${read} IS NOT NULL`,
      [orgId],
    );
    for (const row of rows) {
      try {
        const plain = keyRing.open(row.sealed, purpose(row.key));
        lines.push(JSON.stringify({ column: nameOf(column), key: row.key, plain } satisfies OpenedSecret));
      } catch {
        lost += 1; // sealed under a key that is not in the ring: nobody could open it here either
      }
    }
  }
  return { text: lines.join('\n'), lost };
}

/**
 * Puts them in their rows, sealed under this installation's key. Who was here already has secrets of their own.
 *
 * @throws BackupUnreadable for a secret of another organisation
 */
export async function sealSecrets(
  client: Client,
  keyRing: KeyRing,
  text: string,
  people: People,
): Promise<void> {
  const columns = new Map(COLUMNS.map((column) => [nameOf(column), column]));
  for (const line of text.split('\n').filter(Boolean)) {
    const { column: name, key, plain } = JSON.parse(line) as OpenedSecret;
    const column = columns.get(name);
    if (!column) throw new Error(`There is no secret ${name} here.`);
    if (column.isShared && !people.new.has(key[0] ?? '')) continue;
    if (!column.isShared && key[column.key.indexOf('org_id')] !== people.orgId)
      throw new BackupUnreadable('A secret is another organisation’s.');
    const isRow = column.key.map((part, index) => `${part} = $${index + 2}`).join(' AND ');
    await client.query(`UPDATE ${column.table} SET ${column.set} WHERE ${isRow}`, [
      keyRing.seal(plain, column.purpose(key)),
      ...key,
    ]);
  }
}
