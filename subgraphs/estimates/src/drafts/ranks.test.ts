import fc from 'fast-check';
import { byRank, placeAt, RANK_GAP } from './ranks';

interface Item {
  id: string;
  rank: number;
}

const item = (id: string, rank = 0): Item => ({ id, rank });

it('puts the first item at zero and the next ones a gap away on either side', () => {
  const first = item('a');
  placeAt(first, [], 0);
  const last = item('b');
  placeAt(last, [first], 1);
  const before = item('c');
  placeAt(before, [first, last], 0);
  expect([before.rank, first.rank, last.rank]).toEqual([-RANK_GAP, 0, RANK_GAP]);
});

it('writes one item as long as there is room, and all of them once there is none', () => {
  const left = item('left', 0);
  const right = item('right', 2);
  const middle = item('middle');
  expect(placeAt(middle, [left, right], 1)).toEqual([]);
  const crowded = item('crowded');
  expect(placeAt(crowded, [left, middle, right], 1)).toEqual([left, middle, right]);
  expect([left, crowded, middle, right].map(({ rank }) => rank)).toEqual([
    0,
    RANK_GAP,
    2 * RANK_GAP,
    3 * RANK_GAP,
  ]);
});

it('spaces siblings out before a rank is too large to be exact', () => {
  const far = item('far', Number.MAX_SAFE_INTEGER - 1);
  const next = item('next');
  placeAt(next, [far], 1);
  expect([far.rank, next.rank]).toEqual([0, RANK_GAP]);
});

it('keeps the order a list would have, whatever is moved where, and moves few', () => {
  const moves = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 200 });
  fc.assert(
    fc.property(moves, (list) => {
      const model = Array.from({ length: 20 }, (_, index) => item(`i${index}`, index * RANK_GAP));
      let rewritten = 0;
      for (const [from, to] of list) {
        const [moved] = model.splice(from, 1) as [Item];
        rewritten += placeAt(moved, model, to).length;
        model.splice(to, 0, moved);
        expect([...model].sort(byRank)).toEqual(model);
      }
      // A gap is halved at most thirty times before all 19 siblings are rewritten.
      expect(rewritten).toBeLessThanOrEqual((list.length / 29) * 19);
    }),
    { numRuns: 100 },
  );
});

it('orders equal ranks by id', () => {
  expect([item('b'), item('a')].sort(byRank).map(({ id }) => id)).toEqual(['a', 'b']);
});
