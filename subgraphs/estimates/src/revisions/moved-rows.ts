/**
 * Which of some rows stand elsewhere than before: all but the longest run of them that kept its order.
 *
 * @param before places they had, in the order they have now; no two are equal
 * @returns for each, whether it moved
 */
export function movedRows(before: readonly number[]): boolean[] {
  /** Index of the last row of the best run of each length. */
  const ends: number[] = [];
  const previous = new Array<number>(before.length).fill(-1);
  before.forEach((place, index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((before[ends[middle] as number] as number) < place) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = index;
  });
  const moved = new Array<boolean>(before.length).fill(true);
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] as number) moved[at] = false;
  return moved;
}
