import { rotated } from './rounds';

describe('rotated', () => {
  it('lets every item stand in every place once', () => {
    const items = ['a', 'b', 'c', 'd'];
    const rounds = items.map((_item, round) => rotated(items, round));
    for (const place of [0, 1, 2, 3]) {
      expect(rounds.map((round) => round[place]).toSorted()).toEqual(items);
    }
  });

  it('begins again after the last', () => {
    expect(rotated(['a', 'b'], 2)).toEqual(['a', 'b']);
    expect(rotated([], 3)).toEqual([]);
  });
});
