import { PAGE_ROWS, type Query } from '../kommo/client';
import type { SyncSession } from './sync-session';

/**
 * Counts the pages of a list that tells no totals, by asking for single rows: "is there a row number 250·n + 1?" doubles
 * n until the answer is no, then halves the gap.
 *
 * @param atLeast pages known to be there
 * @returns how many pages of {@link PAGE_ROWS} the list has
 */
export async function countPages(
  session: SyncSession,
  list: { path: string; key: string; query: Query },
  atLeast = 0,
): Promise<number> {
  const has = async (page: number): Promise<boolean> => {
    const row = (page - 1) * PAGE_ROWS + 1;
    const { rows } = await session.page(list.path, list.key, { ...list.query, limit: 1, page: row });
    return rows.length > 0;
  };
  let there = atLeast;
  let step = 1;
  while (await has(there + step)) {
    there += step;
    step *= 2;
  }
  let missing = there + step;
  while (missing - there > 1) {
    const middle = Math.floor((there + missing) / 2);
    if (await has(middle)) there = middle;
    else missing = middle;
  }
  return there;
}
