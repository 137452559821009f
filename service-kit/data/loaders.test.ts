import fc from 'fast-check';
import { byKey, groupByKey } from './loaders';

const rows = fc.array(fc.record({ id: fc.integer({ min: 0, max: 9 }), value: fc.integer() }));
const keys = fc.array(fc.integer({ min: 0, max: 12 }));

describe('batch results', () => {
  it('stand at their keys, null where there is none', () => {
    expect(byKey(['b', 'x', 'a'], [{ id: 'a' }, { id: 'b' }], (row) => row.id)).toEqual([
      { id: 'b' },
      null,
      { id: 'a' },
    ]);
  });

  it('are grouped by key in the order of the rows, duplicates of a key included', () => {
    fc.assert(
      fc.property(keys, rows, (wanted, found) => {
        const groups = groupByKey(wanted, found, (row) => row.id);
        expect(groups).toEqual(wanted.map((key) => found.filter((row) => row.id === key)));
      }),
    );
  });
});
