import { DateTimeScalar } from './scalars';
import type { BaseContext } from './context';
import { FeatureCollision, mergeFeatures, startWorkers, type EveryLoaderMade, type Feature } from './feature';
import { loaderSets } from './loader-set';

interface Loaders {
  first: { of: unknown };
  second: { of: unknown };
}
type TestContext = BaseContext<Loaders>;
type TestFeature = Feature<TestContext, Record<string, object>, string>;

class Row {}
const resolve = () => null;

function collisionsOf(...features: TestFeature[]): readonly string[] {
  try {
    mergeFeatures(features);
  } catch (error) {
    if (error instanceof FeatureCollision) return error.collisions;
    throw error;
  }
  return [];
}

describe('mergeFeatures', () => {
  it('lets several features add to one type', () => {
    const { resolvers } = mergeFeatures<TestContext, Record<string, object>, string>([
      { name: 'estimates', resolvers: { Lead: { estimates: resolve }, DateTime: DateTimeScalar } },
      { name: 'tasks', resolvers: { Lead: { tasks: resolve }, Query: { task: resolve } } },
    ]);
    expect(resolvers).toEqual({
      Lead: { estimates: resolve, tasks: resolve },
      Query: { task: resolve },
      DateTime: DateTimeScalar,
    });
    expect(resolvers['DateTime']).toBe(DateTimeScalar);
  });

  it('leaves the resolver maps of the features as they were', () => {
    const first = { Lead: { estimates: resolve } };
    mergeFeatures<TestContext, Record<string, object>, string>([
      { name: 'estimates', resolvers: first },
      { name: 'tasks', resolvers: { Lead: { tasks: resolve } } },
    ]);
    expect(first).toEqual({ Lead: { estimates: resolve } });
  });

  it('collects entities, routes and workers in the order of the features', () => {
    const routes = () => undefined;
    const worker = () => ({ close: async () => undefined });
    const merged = mergeFeatures<TestContext, Record<string, object>, string>([
      { name: 'estimates', entities: [Row], workers: [worker] },
      { name: 'tasks', routes },
    ]);
    expect(merged).toMatchObject({ entities: [Row], routes: [routes], workers: [worker] });
  });

  it.each<[string, TestFeature, TestFeature, string]>([
    [
      'a field',
      { name: 'a', resolvers: { Lead: { estimates: resolve } } },
      { name: 'b', resolvers: { Lead: { estimates: resolve } } },
      'The resolver of Lead.estimates is in "a" and in "b": it must be in one.',
    ],
    [
      'the reference resolver of a type',
      { name: 'a', resolvers: { Lead: { __resolveReference: resolve } } },
      { name: 'b', resolvers: { Lead: { __resolveReference: resolve } } },
      'The resolver of Lead.__resolveReference is in "a" and in "b": it must be in one.',
    ],
    [
      'a scalar',
      { name: 'a', resolvers: { DateTime: DateTimeScalar } },
      { name: 'b', resolvers: { DateTime: DateTimeScalar } },
      'The resolver of the type DateTime is in "a" and in "b": it must be in one.',
    ],
    [
      'a loader',
      { name: 'a', loaders: { first: (ctx) => ({ of: ctx }) } },
      { name: 'b', loaders: { first: (ctx) => ({ of: ctx }) } },
      'The loader "first" is in "a" and in "b": it must be in one.',
    ],
    [
      'an entity',
      { name: 'a', entities: [Row] },
      { name: 'b', entities: [Row] },
      'The entity Row is in "a" and in "b": it must be in one.',
    ],
    ['a name', { name: 'a' }, { name: 'a' }, 'The name "a" is in "a" and in "a": it must be in one.'],
  ])('refuses two features with %s', (_what, first, second, message) => {
    expect(collisionsOf(first, second)).toEqual([message]);
  });

  it('names every collision at once', () => {
    const feature = (name: string): TestFeature => ({
      name,
      resolvers: { Query: { lead: resolve, leads: resolve } },
    });
    const collisions = collisionsOf(feature('a'), feature('b'));
    expect(collisions).toHaveLength(2);
    expect(() => mergeFeatures([feature('a'), feature('b')])).toThrow(/Query\.lead is.*\n.*Query\.leads is/);
  });
});

describe('loaderSets', () => {
  it('makes a loader when it is first used, once for each context', () => {
    const made: string[] = [];
    const makeLoaders = loaderSets<TestContext>({
      first: (ctx) => (made.push('first'), { of: ctx }),
      second: (ctx) => (made.push('second'), { of: ctx }),
    });
    const [one, other] = [{} as TestContext, {} as TestContext];
    const loaders = makeLoaders(one);
    expect(made).toEqual([]);
    expect(loaders.second.of).toBe(one);
    expect(loaders.second).toBe(loaders.second);
    expect(made).toEqual(['second']);
    expect(makeLoaders(other).second.of).toBe(other);
    expect(made).toEqual(['second', 'second']);
  });
});

describe('startWorkers', () => {
  it('starts all with the parts, and tells them to stop before it closes them', async () => {
    const events: string[] = [];
    const worker = (name: string) => (parts: string, stop: AbortSignal) => {
      events.push(`${name} starts with ${parts}`);
      return { close: async () => void events.push(`${name} closes, ${stop.aborted ? 'told' : 'not told'}`) };
    };
    const running = await startWorkers([worker('a'), worker('b')], 'parts');
    await running.close();
    expect(events).toEqual([
      'a starts with parts',
      'b starts with parts',
      'a closes, told',
      'b closes, told',
    ]);
  });

  it('closes what has started when one does not start', async () => {
    const closed: string[] = [];
    const starts = [
      () => ({ close: async () => void closed.push('a') }),
      () => Promise.reject(new Error('no queue')),
    ];
    await expect(startWorkers(starts, '')).rejects.toThrow('no queue');
    expect(closed).toEqual(['a']);
  });
});

it('does not compile a list of features that leaves a declared loader unmade', () => {
  const make = () => ({ of: null });
  const one = { name: 'one', loaders: { first: make } } satisfies TestFeature;
  const both = [one, { name: 'two', loaders: { second: make } }] as const satisfies readonly TestFeature[];
  const complete: EveryLoaderMade<TestContext, TestFeature, typeof both> = both;
  const half = [one, { name: 'two' }] as const satisfies readonly TestFeature[];
  // @ts-expect-error -- nobody makes "second"
  const incomplete: EveryLoaderMade<TestContext, TestFeature, typeof half> = half;
  expect([complete, incomplete]).toEqual([both, half]);
});
