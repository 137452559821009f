import type { DataSource, EntityManager } from 'typeorm';
import { inOrganization } from '../postgres/database';
import type { KeyRing } from './secrets';

/*
 * What stands sealed in the database, sealed anew under the newest key: row by row, in small transactions that lock what they change,
 * so it may run beside everything else, be killed at any point and begin again. Values that a process seals meanwhile under an older
 * key are found by the next call.
 */

/** A place where sealed texts stand. */
export interface SealedColumn {
  /** With its schema. */
  table: string;
  /** SQL of the sealed text. */
  read: string;
  /** SQL that puts the text `$1` in its place. */
  set: string;
  /** SQL that narrows the rows. */
  where?: string;
  /** Columns that make the row's key. */
  key: readonly string[];
  /** What it is sealed for, by the values of `key`. */
  purpose: (key: readonly string[]) => string;
  /** Rows of no organisation: seen by a policy for this purpose. */
  isShared?: true;
}

/** A plain column. */
export const sealedColumn = (
  table: string,
  column: string,
  key: readonly string[],
  purpose: SealedColumn['purpose'],
): SealedColumn => ({ table, read: column, set: `${column} = $1`, key, purpose });

/** What came of it. */
export interface Resealed {
  /** Sealed anew. */
  done: number;
  /** Sealed under a key that is not in the ring, or for something else: left as they are. */
  lost: number;
}

/** `last`: the key it goes on after; null at the end. */
type Part = Resealed & { last: readonly string[] | null };

const PER_COMMIT = 100;

/**
 * Seals one organisation's rows of a column anew, or all of a shared one.
 *
 * @param orgId of a shared column: any
 */
export async function resealColumn(
  source: DataSource,
  keyRing: KeyRing,
  orgId: string,
  column: SealedColumn,
): Promise<Resealed> {
  const sum: Resealed = { done: 0, lost: 0 };
  let after: readonly string[] | null = null;
  do {
    const from: readonly string[] | null = after;
    const { done, lost, last }: Part = await inOrganization(source, orgId, (db) =>
      resealSome(db, keyRing, column, from),
    );
    sum.done += done;
    sum.lost += lost;
    after = last;
  } while (after !== null);
  return sum;
}

async function resealSome(
  db: EntityManager,
  keyRing: KeyRing,
  { table, read, set, where = 'true', key, purpose, isShared }: SealedColumn,
  after: readonly string[] | null,
): Promise<Part> {
  if (isShared) await db.query(`SELECT set_config('app.purpose', 'resealing', true)`);
  const texts = key.map((name) => `${name}::text`).join(', ');
  const rows = (await db.query(
    `SELECT ctid::text AS place, ARRAY[${texts}] AS key, ${read} AS sealed FROM ${table}
      WHERE ${where} AND split_part(${read}, '.', 2) <> $1
        ${after ? `AND (${texts}) > (${key.map((_, index) => `$${index + 2}`).join(', ')})` : ''}
      ORDER BY ${texts} LIMIT ${PER_COMMIT} FOR NO KEY UPDATE`,
    [keyRing.currentId, ...(after ?? [])],
  )) as { place: string; key: string[]; sealed: string }[];
  let done = 0;
  for (const row of rows) {
    const plain = openOrNull(keyRing, row.sealed, purpose(row.key));
    if (plain === null) continue;
    // Locked, so it stays where it is.
    await db.query(`UPDATE ${table} SET ${set} WHERE ctid = $2::tid`, [
      keyRing.seal(plain, purpose(row.key)),
      row.place,
    ]);
    done += 1;
  }
  const last = rows.length === PER_COMMIT ? (rows.at(-1)?.key ?? null) : null;
  return { done, lost: rows.length - done, last };
}

function openOrNull(keyRing: KeyRing, sealed: string, purpose: string): string | null {
  try {
    return keyRing.open(sealed, purpose);
  } catch {
    return null;
  }
}
