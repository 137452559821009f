/*
 * Siblings are ordered by a whole number with wide gaps, so that a move writes one row: a new place lies in the middle
 * of the gap between its neighbours. When a gap is used up (after some thirty moves to the very same place), all
 * siblings are spaced out anew.
 */

/** Distance between neighbours when there is room. 8 million of them fit into what a number holds exactly. */
export const RANK_GAP = 2 ** 30;

/** Anything that has a place among siblings. */
export interface Ranked {
  readonly id: string;
  rank: number;
}

/** A `bigint` column read as a number: ranks stay within ±2⁵³. */
export const rankColumn = { to: (rank: number) => String(rank), from: (rank: string) => Number(rank) };

/** Orders siblings; no two are equal. */
export function byRank(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Gives an item its place among its siblings.
 *
 * @param siblings in order, without the item
 * @param index how many of them stand before it
 * @returns those whose rank had to change besides the item's: none, or all of them when there was no room
 */
export function placeAt<T extends Ranked>(item: T, siblings: readonly T[], index: number): T[] {
  const before = siblings[index - 1]?.rank;
  const after = siblings[index]?.rank;
  const rank = between(before, after);
  if (rank !== null) {
    item.rank = rank;
    return [];
  }
  const all = [...siblings.slice(0, index), item, ...siblings.slice(index)];
  all.forEach((sibling, place) => {
    sibling.rank = place * RANK_GAP;
  });
  return [...siblings];
}

function between(before: number | undefined, after: number | undefined): number | null {
  if (before === undefined && after === undefined) return 0;
  if (before === undefined) return inRange((after as number) - RANK_GAP);
  if (after === undefined) return inRange(before + RANK_GAP);
  const middle = before + Math.floor((after - before) / 2);
  return middle > before && middle < after ? middle : null;
}

const inRange = (rank: number): number | null => (Number.isSafeInteger(rank) ? rank : null);
