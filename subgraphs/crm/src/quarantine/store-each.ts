import type { EntityManager } from 'typeorm';

/** What the database says of a value it can't hold: classes 22 (data) and 23 (constraints) of SQLSTATE. */
const REFUSED = /^2[23]/;

/** A row that the database refused. */
export interface RefusedRow<R> {
  row: R;
  reason: string;
}

/**
 * Stores rows together; when the database refuses a value, in halves, until the rows that it refuses stand alone. So one
 * row that nobody foresaw never keeps the others out.
 *
 * @param store must be safe to call again for the same rows
 * @returns the refused rows
 */
export async function storeEach<R>(
  db: EntityManager,
  rows: readonly R[],
  store: (rows: readonly R[]) => Promise<void>,
): Promise<RefusedRow<R>[]> {
  if (rows.length === 0) return [];
  await db.query('SAVEPOINT rows');
  try {
    await store(rows);
    await db.query('RELEASE SAVEPOINT rows');
    return [];
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string' || !REFUSED.test(code)) throw error;
    await db.query('ROLLBACK TO SAVEPOINT rows');
    const [row] = rows;
    if (rows.length === 1 && row !== undefined) return [{ row, reason: `can not be stored (${code})` }];
  }
  const middle = Math.ceil(rows.length / 2);
  const first = await storeEach(db, rows.slice(0, middle), store);
  return [...first, ...(await storeEach(db, rows.slice(middle), store))];
}
