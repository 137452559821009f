import { objectsAt, placesAt } from './places';
import { merge, type Tree } from './tree';

const isConcrete = (type: unknown) => type !== 'Media';
const merged = (target: unknown, source: unknown): unknown => {
  merge(target as Tree, source as Tree, isConcrete);
  return target;
};

describe('merging', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['adds', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ['goes into objects', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
    [
      'goes into lists of the same length',
      { a: [{ b: 1 }, null] },
      { a: [{ c: 1 }, { c: 2 }] },
      { a: [{ b: 1, c: 1 }, { c: 2 }] },
    ],
    ['takes the newer of lists that differ', { a: [1] }, { a: [1, 2] }, { a: [1, 2] }],
    ['keeps what a null would take away', { a: { b: 1 } }, { a: null }, { a: { b: 1 } }],
    ['fills a null', { a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
    [
      'keeps an object type where an interface is told',
      { __typename: 'Book' },
      { __typename: 'Media' },
      { __typename: 'Book' },
    ],
    ['learns an object type', { __typename: 'Media' }, { __typename: 'Book' }, { __typename: 'Book' }],
  ])('%s', (_what, target, source, expected) => {
    expect(merged(target, source)).toEqual(expected);
  });

  it('follows nothing that is inherited', () => {
    const source = JSON.parse(
      '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"a":{"__proto__":{"x":1}}}',
    ) as Tree;
    const target = merged({ a: {} }, source) as Tree;
    expect(({} as Tree)['x']).toBeUndefined();
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(target['a'])).toBe(Object.prototype);
  });
});

describe('paths of a plan', () => {
  const shared = { id: 2 };
  const tree: Tree = {
    leads: [{ contact: { id: 1 } }, { contact: null }, null, { contact: shared }, { contact: shared }, 'odd'],
  };

  it('lead to objects, past what is not there', () => {
    expect(objectsAt(tree, ['leads', '@', 'contact'])).toEqual([{ id: 1 }, shared, shared]);
    expect(objectsAt(tree, ['constructor', '@'])).toEqual([]);
  });

  it('are every place of an object', () => {
    expect(placesAt(tree, ['leads', '@', 'contact']).get(shared)).toEqual([
      ['leads', 3, 'contact'],
      ['leads', 4, 'contact'],
    ]);
  });

  it('lead through lists within lists', () => {
    const nested: Tree = { a: [[{ b: 1 }], [{ b: 2 }, { b: 3 }]] };
    expect(objectsAt(nested, ['a', '@', '@'])).toHaveLength(3);
  });
});
