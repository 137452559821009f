import fc from 'fast-check';
import { Collection, type Entity } from './collection';

interface Item extends Entity {
  weight: number;
}

const FIRST = 1000;
const seeded = (slot: number): Item => ({
  id: FIRST + slot,
  created_at: slot,
  updated_at: (slot * 7) % 5,
  weight: slot % 3,
});

const collectionOf = (count: number) =>
  new Collection<Item>({
    firstId: FIRST,
    count,
    generate: seeded,
    stateOf: (slot) => (slot % 4 === 3 ? 'bin' : 'live'),
    columns: { updated_at: (slot) => seeded(slot).updated_at, created_at: (slot) => slot },
  });

type Step =
  | { kind: 'touch'; pick: number; at: number }
  | { kind: 'bin' | 'restore'; pick: number }
  | { kind: 'insert'; at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('touch' as const), pick: fc.nat(), at: fc.nat(8) }),
  fc.record({ kind: fc.constantFrom('bin' as const, 'restore' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(8) }),
);

/** The same steps on a plain list: what the collection must agree with. */
class Model {
  readonly rows: (Item & { state: string })[];

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, slot) => ({
      ...seeded(slot),
      state: slot % 4 === 3 ? 'bin' : 'live',
    }));
  }

  apply(collection: Collection<Item>, action: Step): void {
    if (action.kind === 'insert') {
      const { at } = action;
      const row = collection.insert((id) => ({ id, created_at: at, updated_at: at, weight: 0 }));
      this.rows.push({ ...row, state: 'live' });
      return;
    }
    const state = action.kind === 'restore' ? 'bin' : 'live';
    const candidates = this.rows.filter((row) => row.state === state);
    const target = candidates[action.pick % Math.max(1, candidates.length)];
    if (!target) return;
    if (action.kind === 'touch') {
      collection.update([target.id], (row) => {
        row.updated_at = action.at;
      });
      target.updated_at = action.at;
    } else {
      target.state = action.kind === 'bin' ? 'bin' : 'live';
      collection.setState([target.id], target.state as 'bin' | 'live');
    }
  }
}

const read = (
  collection: Collection<Item>,
  order: string,
  descending: boolean,
  more: object = {},
): Item[] => {
  const found = collection.find({
    state: 'live',
    order,
    descending,
    ranges: [],
    cacheKey: JSON.stringify(more),
    ...more,
  });
  return Array.from({ length: found.total }, (_, at) => found.rowAt(at));
};

describe('a collection', () => {
  it('agrees with a plain list after any changes, in every order, range and state', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.array(step, { maxLength: 40 }),
        fc.nat(8),
        fc.nat(8),
        (count, steps, a, b) => {
          const collection = collectionOf(count);
          const model = new Model(count);
          read(collection, 'updated_at', false);
          for (const action of steps) model.apply(collection, action);
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const live = model.rows.filter((row) => row.state === 'live');
          const ids = (rows: Item[]) => rows.map((row) => row.id).sort();
          const up = read(collection, 'updated_at', false);
          expect(ids(up)).toEqual(ids(live));
          expect(up.map((row) => row.updated_at)).toEqual(
            up.map((row) => row.updated_at).sort((x, y) => x - y),
          );
          expect(read(collection, 'updated_at', true)).toEqual([...up].reverse());
          const ranged = { ranges: [{ column: 'updated_at', from, to }] };
          const inRange = ids(live.filter((row) => row.updated_at >= from && row.updated_at <= to));
          expect(ids(read(collection, 'updated_at', false, ranged))).toEqual(inRange);
          expect(read(collection, 'id', false, ranged).map((row) => row.id)).toEqual(inRange);
          const light = { ...ranged, matches: (row: Item) => row.weight === 0 };
          expect(ids(read(collection, 'updated_at', false, { ...light, cacheKey: 'light' }))).toEqual(
            ids(live.filter((row) => row.updated_at >= from && row.updated_at <= to && row.weight === 0)),
          );
          expect(collection.count('bin')).toBe(model.rows.filter((row) => row.state === 'bin').length);
        },
      ),
    );
  });

  it('changes thousands of rows at once as well as one by one', () => {
    const collection = collectionOf(2_000);
    const live = read(collection, 'updated_at', false).map((row) => row.id);
    collection.update(live, (row) => {
      row.updated_at = 99;
    });
    expect(read(collection, 'updated_at', true).every((row) => row.updated_at === 99)).toBe(true);
    expect(read(collection, 'updated_at', false)).toHaveLength(live.length);
  });

  it('makes no row at the start, and for a page no other rows than its own', () => {
    let made = 0;
    const generate = (slot: number): Item => ((made += 1), seeded(slot));
    const columns = { updated_at: (slot: number) => slot % 1_000 };
    const collection = new Collection<Item>({
      firstId: FIRST,
      count: 100_000,
      generate,
      stateOf: () => 'live',
      columns,
    });
    expect(made).toBe(0);
    const order = { state: 'live', order: 'updated_at', descending: true, ranges: [], cacheKey: '' } as const;
    for (let page = 1; page <= 20; page += 1) {
      const found = collection.find(order);
      expect(found.total).toBe(100_000);
      for (let at = 0; at < 250; at += 1) found.rowAt(page * 250 + at);
      expect(made).toBe(page * 250);
    }
  });

  it('orders ties by something other than the id', () => {
    const collection = collectionOf(1_000);
    const tied = read(collection, 'updated_at', false, {
      ranges: [{ column: 'updated_at', from: 0, to: 0 }],
    });
    const ids = tied.map((row) => row.id);
    expect(ids.length).toBeGreaterThan(100);
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
  });
});
