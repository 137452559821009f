import { reject } from '../../../../service-kit/errors/user-errors';
import { refusedReference, type InputPath } from '../../../../service-kit/data/input-check';
import { byRank, placeAt, RANK_GAP, type Ranked } from './ranks';

/** Where among its siblings an item shall stand; with neither it stands last. */
export interface PlaceInput {
  afterId?: string | null;
  beforeId?: string | null;
}

/**
 * Puts an item among its siblings.
 *
 * @param siblings those in the same place, in any order, with or without the item
 * @param kind of the siblings, for the message
 * @param fallback how many siblings stand before it when the input names no place; all of them by default
 * @returns the siblings whose rank changed too (see `ranks.ts`)
 * @throws InputRejected when the input names a sibling that does not lie there
 */
export function putAmong<T extends Ranked>(
  item: T,
  siblings: Iterable<T>,
  place: PlaceInput,
  kind: string,
  fallback?: T,
): T[] {
  const others = [...siblings].filter((sibling) => sibling.id !== item.id).sort(byRank);
  const index = indexOf(others, place, kind, fallback);
  const [before, after] = [others[index - 1], others[index]];
  // Of two with one rank their ids say who is first, and copies of them have others: nothing is put where it has another's.
  const standsThere = (!before || before.rank < item.rank) && (!after || item.rank < after.rank);
  return standsThere && others.length > 0 ? [] : placeAt(item, others, index);
}

function indexOf(others: readonly Ranked[], place: PlaceInput, kind: string, fallback?: Ranked): number {
  const { afterId, beforeId } = place;
  if (afterId != null && beforeId != null) {
    throw reject('AFTER_AND_BEFORE', 'afterId', 'Give either "afterId" or "beforeId", not both.');
  }
  const find = (id: string, path: InputPath) => {
    const index = others.findIndex((other) => other.id === id.toLowerCase());
    if (index < 0) throw refusedReference(kind, path);
    return index;
  };
  if (afterId != null) return find(afterId, ['afterId']) + 1;
  if (beforeId != null) return find(beforeId, ['beforeId']);
  const after = fallback ? others.findIndex((other) => other.id === fallback.id) : -1;
  return after < 0 ? others.length : after + 1;
}

/**
 * Makes a function that gives rank after rank at the end of a place; for adding many at once.
 *
 * @param items all that is there already
 * @param placeOf the place of an item
 */
export function appender<T extends Ranked>(
  items: Iterable<T>,
  placeOf: (item: T) => string | null,
): (place: string | null) => number {
  const last = new Map<string | null, number>();
  for (const item of items) {
    const place = placeOf(item);
    last.set(place, Math.max(last.get(place) ?? item.rank, item.rank));
  }
  return (place) => {
    const before = last.get(place);
    const rank = before === undefined ? 0 : before + RANK_GAP;
    last.set(place, rank);
    return rank;
  };
}
