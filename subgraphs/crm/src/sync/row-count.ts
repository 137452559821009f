import type { Query } from '../kommo/client';
import type { SyncSession } from './sync-session';

/* Lists of cards tell no totals. What they hold is found out by asking for single rows. */

/** A list with everything that is asked of it. */
export interface CountedList {
  path: string;
  key: string;
  query: Query;
}

/** Whether a list has a row of this number, counted from 1. */
export async function hasRow(session: SyncSession, list: CountedList, number: number): Promise<boolean> {
  const { rows } = await session.page(list.path, list.key, { ...list.query, limit: 1, page: number });
  return rows.length > 0;
}

const FIRST_STEP = 250;
const STEP_FACTOR = 4;
/** Halvings after the right power was found: a guess for a progress bar is good to a sixteenth. */
const HALVINGS = 3;

/** About how many rows a list has: a few requests, and never fewer than there are when it stands still. */
export async function guessRows(session: SyncSession, list: CountedList): Promise<number> {
  if (!(await hasRow(session, list, 1))) return 0;
  let there = 1;
  let missing = FIRST_STEP;
  while (await hasRow(session, list, missing)) {
    there = missing;
    missing *= STEP_FACTOR;
  }
  for (let turn = 0; turn < HALVINGS && missing - there > FIRST_STEP; turn += 1) {
    const middle = Math.floor((there + missing) / 2);
    if (await hasRow(session, list, middle)) there = middle;
    else missing = middle;
  }
  return missing - 1;
}

/** How many rows a list has, exactly. */
export async function countRows(session: SyncSession, list: CountedList): Promise<number> {
  let there = 0;
  let missing = FIRST_STEP;
  while (await hasRow(session, list, missing)) {
    there = missing;
    missing *= 2;
  }
  while (missing - there > 1) {
    const middle = Math.floor((there + missing) / 2);
    if (await hasRow(session, list, middle)) there = middle;
    else missing = middle;
  }
  return there;
}
