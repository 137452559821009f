import { partsOf, titleOf } from './apply-parts';
import type { RowOutline } from './apply-rows';

const row = (outcome: string, depth: number, name: string) =>
  ({ outcome, depth, values: { name } }) as unknown as RowOutline;
const section = (name: string, depth = 1) => row('SECTION', depth, name);
const lines = (count: number, depth: number) =>
  Array.from({ length: count }, (_, index) => row('POSITION', depth, `L${index}`));
const shapeOf = (parts: ReturnType<typeof partsOf>) =>
  parts.map(({ rows, suffix }) => [
    suffix,
    rows.filter(({ outcome }) => outcome === 'SECTION').map(({ values }) => values?.name),
    rows.filter(({ outcome }) => outcome !== 'SECTION').length,
  ]);

it('makes an estimate of each section at the top, and of what stands before', () => {
  const rows = [...lines(2, 0), section('A'), section('A1', 2), ...lines(3, 2), section('B'), ...lines(1, 1)];
  expect(shapeOf(partsOf(rows, 'TOP_SECTIONS'))).toEqual([
    ['', [], 2],
    [' · A', ['A', 'A1'], 3],
    [' · B', ['B'], 1],
  ]);
  expect(shapeOf(partsOf(rows, null))).toEqual([['', ['A', 'A1', 'B'], 6]]);
});

it('cuts where an estimate is full, goes on in the sections that are open, and leaves no empty one behind', () => {
  const rows = [section('A'), section('A1', 2), ...lines(10_001, 2), section('B'), ...lines(9_998, 1)];
  expect(shapeOf(partsOf([...rows, section('C'), ...lines(2, 1)], 'LINES'))).toEqual([
    [' (1/3)', ['A', 'A1'], 10_000],
    [' (2/3)', ['A', 'A1', 'B', 'C'], 10_000],
    [' (3/3)', ['C'], 1],
  ]);
  const edge = [section('A'), ...lines(10_000, 1), section('B'), section('B1', 2), ...lines(1, 2)];
  expect(shapeOf(partsOf(edge, 'LINES'))).toEqual([
    [' (1/2)', ['A'], 10_000],
    [' (2/2)', ['B', 'B1'], 1],
  ]);
  const empty = [...lines(10_000, 0), section('Empty'), section('B'), ...lines(1, 1)];
  expect(shapeOf(partsOf(empty, 'LINES'))).toEqual([
    [' (1/2)', ['Empty'], 10_000],
    [' (2/2)', ['B'], 1],
  ]);
  expect(shapeOf(partsOf(lines(3, 0), 'LINES'))).toEqual([['', [], 3]]);
});

it.each([
  [lines(10_001, 0), null],
  [[section('A'), ...lines(10_001, 1)], 'TOP_SECTIONS' as const],
  [Array.from({ length: 101 }, (_, index) => section(`S${index}`)), 'TOP_SECTIONS' as const],
])('refuses more than fits, and says what to do', (rows, split) => {
  expect(() => partsOf(rows, split)).toThrow(
    expect.objectContaining({
      userErrors: [
        { code: 'TOO_MANY_ITEMS', path: ['split'], message: expect.stringMatching(/split|LINES/) },
      ],
    }),
  );
});

it('keeps titles as long as they may be', () => {
  const title = titleOf('T'.repeat(300), { suffix: ' (1/2)', rows: [] });
  expect([title.length, title.endsWith('T (1/2)')]).toEqual([300, true]);
});
