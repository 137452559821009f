import {
  scriptedEngine,
  DEADLINE_AT,
  type Asked,
  type ScriptedEngine,
  type Script,
} from '../../../testkit/scripted-engine';
import { SubgraphFailure } from '../sources/subgraph-source';

const SHOP = {
  shop: `
    type Query { items: [Item!]! first: Item featured: [[Item]] hot: Hot }
    type Mutation { add(by: Int!): Int! }
    union Hot = Item | Note
    type Note { text: String! }
    type Item @key(fields: "id") { id: ID! name: String twin: Item constructor: String }
  `,
  stock: `
    type Query { open: Boolean! }
    type Mutation { take(by: Int!): Int! }
    type Item @key(fields: "id") { id: ID! count(unit: String): Int need: Int! state: State }
    enum State { NEW OLD SECRET @inaccessible }
  `,
};

const items = (...ids: string[]) => ids.map((id) => ({ __typename: 'Item', id, name: `n${id}` }));
const idsOf = ({ variables }: Asked): string[] =>
  (variables['representations'] as { id: string }[]).map(({ id }) => id);
const shown = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer));
/** Paths and words of the errors, as they stand. */
const errorsOf = ({ errors }: Awaited<ReturnType<ScriptedEngine['ask']>>) =>
  (errors ?? []).map(({ path, message, extensions }) => ({
    path: path?.join('.'),
    message,
    code: extensions['code'],
  }));

describe('what is fetched', () => {
  it('asks for each entity once, however often it stands in the result, and fills every place', async () => {
    const engine = await scriptedEngine(SHOP, (asked) =>
      asked.subgraph === 'shop'
        ? { data: { items: items('1', '2', '1', '1') } }
        : { data: { _entities: idsOf(asked).map((id) => ({ count: Number(id) * 10 })) } },
    );
    const answer = await engine.ask('{ items { count } }');
    expect(shown(answer)).toEqual({ data: { items: [10, 20, 10, 10].map((count) => ({ count })) } });
    expect(engine.asked.map(({ subgraph }) => subgraph)).toEqual(['shop', 'stock']);
    expect(idsOf(engine.asked[1] as Asked)).toEqual(['1', '2']);
  });

  it('asks for no entities when there are none', async () => {
    const engine = await scriptedEngine(SHOP, () => ({ data: { items: [], first: null } }));
    expect(shown(await engine.ask('{ items { count } first { count } }'))).toEqual({
      data: { items: [], first: null },
    });
    expect(engine.asked).toHaveLength(1);
  });

  it('sends a fetch the variables it uses, the deadline, and its document as it was made once', async () => {
    const engine = await scriptedEngine(SHOP, ({ subgraph }) =>
      subgraph === 'shop' ? { data: { first: items('1')[0] } } : { data: { _entities: [{ count: 1 }] } },
    );
    const query =
      'query Q($unit: String = "pcs", $show: Boolean!) { first { name count(unit: $unit) @include(if: $show) } }';
    for (let time = 0; time < 2; time += 1) await engine.ask(query, { show: true });
    const [first, entities, , again] = engine.asked as [Asked, Asked, Asked, Asked];
    expect(first.variables).toEqual({});
    expect(entities.variables).toEqual({ unit: 'pcs', representations: [{ __typename: 'Item', id: '1' }] });
    expect(entities.request.deadlineAt).toBe(DEADLINE_AT);
    expect(entities.request.bodyHead).toBe(again.request.bodyHead);
    const body = `${entities.request.bodyHead}${JSON.stringify(entities.variables)}}`;
    expect(JSON.parse(body)).toMatchObject({ query: entities.query, variables: { unit: 'pcs' } });
  });

  it('keeps apart a variable of the client named as the one of every fetch of entities', async () => {
    const engine = await scriptedEngine(SHOP, ({ subgraph }) =>
      subgraph === 'shop' ? { data: { first: items('1')[0] } } : { data: { _entities: [{ count: 1 }] } },
    );
    await engine.ask('query ($representations: String) { first { count(unit: $representations) } }', {
      representations: 'kg',
    });
    expect(Object.values((engine.asked[1] as Asked).variables)).toEqual(
      expect.arrayContaining(['kg', [{ __typename: 'Item', id: '1' }]]),
    );
  });

  it('runs the root fields of a mutation one after the other, also over several subgraphs', async () => {
    let total = 0;
    const engine = await scriptedEngine(SHOP, async ({ subgraph, query }) => {
      const before = total;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      total = before + 1; // lost when two run at a time
      const alias = /\{(\w+):/.exec(query)?.[1] ?? '';
      return { data: { [alias]: subgraph === 'shop' ? total : -total } };
    });
    const answer = await engine.ask('mutation { a: add(by: 1) b: take(by: 1) c: add(by: 1) }');
    expect(shown(answer)).toEqual({ data: { a: 1, b: -2, c: 3 } });
  });

  it.each([
    [true, false, { name: 'n1', count: 7 }, 2],
    [false, false, { name: 'n1' }, 1],
    [true, true, {}, 1],
    [false, true, {}, 1],
  ])('leaves out what @include %s and @skip %s leave out', async (show, hide, expected, fetches) => {
    const engine = await scriptedEngine(SHOP, ({ subgraph }) =>
      subgraph === 'shop' ? { data: { first: items('1')[0] } } : { data: { _entities: [{ count: 7 }] } },
    );
    const query = `query ($show: Boolean!, $hide: Boolean = false) {
      first { ... @skip(if: $hide) { name ...F @include(if: $show) } } }
      fragment F on Item { count }
      fragment Unused on Item { name }`.replace('fragment Unused on Item { name }', '');
    expect(shown(await engine.ask(query, { show, hide }))).toEqual({ data: { first: expected } });
    expect(engine.asked).toHaveLength(fetches);
  });

  it('refuses a condition that is null', async () => {
    const engine = await scriptedEngine(SHOP, () => ({ data: {} }));
    const asking = engine.ask('query ($show: Boolean = true) { open @include(if: $show) }', { show: null });
    await expect(asking).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });
});

describe('names that mean something', () => {
  const answers: Script = (asked) => {
    if (asked.subgraph === 'stock')
      return { data: { _entities: idsOf(asked).map((id) => ({ count: Number(id) })) } };
    const keys = [...asked.query.matchAll(/(\w+):name/g)].map(([, key]) => [key, 'n'] as const);
    const text = JSON.stringify({ ...items('4')[0], constructor: 'c' }).slice(0, -1);
    const more = keys.map(([key, value]) => `,"${key}":"${value}"`).join('');
    const constructorKey = /(\w+):constructor/.exec(asked.query)?.[1];
    return JSON.parse(
      `{"data":{"first":${text}${more}${constructorKey ? `,"${constructorKey}":"c"` : ''}}}}`,
    ) as unknown;
  };

  it.each(
    ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'id', '__typename'].map((alias) => [alias]),
  )('are names as any other when a client gives them to a field: %s', async (alias) => {
    const engine = await scriptedEngine(SHOP, answers);
    const query = alias === '__typename' ? '{ first { name count } }' : `{ first { ${alias}: name count } }`;
    const { data, errors } = await engine.ask(query);
    expect(errors).toBeUndefined();
    const text = JSON.stringify(data);
    expect(text).toBe(
      `{"first":{"${alias === '__typename' ? 'name' : alias}":"n${alias === '__typename' ? '4' : ''}","count":4}}`,
    );
    expect(idsOf(engine.asked[1] as Asked)).toEqual(['4']);
  });

  it('are fields when the schema has them', async () => {
    const engine = await scriptedEngine(SHOP, answers);
    expect(JSON.stringify(await engine.ask('{ first { constructor } }'))).toBe(
      '{"data":{"first":{"constructor":"c"}}}',
    );
    const missing = await scriptedEngine(SHOP, () => ({ data: { first: items('1')[0] } }));
    expect(shown(await missing.ask('{ first { constructor } }'))).toEqual({
      data: { first: { constructor: null } },
    });
  });

  it('pollute nothing when a subgraph sends them unasked', async () => {
    const engine = await scriptedEngine(SHOP, () =>
      JSON.parse(
        '{"data":{"__proto__":{"polluted":1},"first":{"__proto__":{"polluted":1},"name":"n"},"constructor":{"prototype":{"polluted":1}}}}',
      ),
    );
    expect(shown(await engine.ask('{ first { name } }'))).toEqual({ data: { first: { name: 'n' } } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('errors', () => {
  const withErrors =
    (errors: unknown[], entities: unknown[] | null = null): Script =>
    (asked) =>
      asked.subgraph === 'shop'
        ? { data: { list: items('1', '2', '1'), items: items('1', '2', '1') } }
        : { data: { _entities: entities ?? idsOf(asked).map(() => ({ stock: null, count: null })) }, errors };

  it('of an entity stand at every place where it stands, by the names of the client', async () => {
    const error = { message: 'Gone.', path: ['_entities', 0, 'stock'], extensions: { code: 'NOT_FOUND' } };
    const engine = await scriptedEngine(SHOP, withErrors([error]));
    expect(errorsOf(await engine.ask('{ list: items { stock: count } }'))).toEqual([
      { path: 'list.0.stock', message: 'Gone.', code: 'NOT_FOUND' },
      { path: 'list.2.stock', message: 'Gone.', code: 'NOT_FOUND' },
    ]);
  });

  it('that name no entity are told for each field that was asked', async () => {
    const engine = await scriptedEngine(
      SHOP,
      withErrors([{ message: 'Busy.', extensions: { code: 'CONFLICT' } }]),
    );
    const paths = errorsOf(await engine.ask('{ list: items { count } }')).map(({ path }) => path);
    expect(paths.sort()).toEqual(['list.0.count', 'list.1.count', 'list.2.count']);
  });

  it('never speak of the plan, whatever path a subgraph gives', async () => {
    const paths = [
      ['_entities', 99, 'count'],
      ['_entities'],
      ['_entities', 'x'],
      ['@'],
      [],
      ['_entities', 0, 'hidden', 3],
    ];
    const engine = await scriptedEngine(SHOP, withErrors(paths.map((path) => ({ message: 'm', path }))));
    const text = JSON.stringify(errorsOf(await engine.ask('{ list: items { count } }')));
    expect(text).not.toMatch(/_entities|@|hidden/);
  });

  it('say for each field what a failed fetch should have filled, and the others are answered', async () => {
    const engine = await scriptedEngine(SHOP, ({ subgraph }) => {
      if (subgraph === 'stock') throw new SubgraphFailure('stock', 'unreachable');
      return { data: { items: items('1', '2') } };
    });
    const answer = await engine.ask('{ items { name state left: count } open }');
    expect(shown(answer.data)).toBeNull(); // `open` may not be null
    const nullable = await engine.ask('{ items { name state left: count } }');
    expect(shown(nullable.data)).toEqual({
      items: ['1', '2'].map((id) => ({ name: `n${id}`, state: null, left: null })),
    });
    expect(errorsOf(nullable).map(({ path }) => path)).toEqual([
      'items.0.state',
      'items.0.left',
      'items.1.state',
      'items.1.left',
    ]);
    expect(new Set(errorsOf(nullable).map(({ code }) => code))).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  });

  it('are a hundred at most, and then the number of the rest', async () => {
    const ids = Array.from({ length: 300 }, (_value, index) => String(index));
    const engine = await scriptedEngine(SHOP, ({ subgraph }) => {
      if (subgraph === 'stock') throw new SubgraphFailure('stock', 'deadline');
      return { data: { items: items(...ids) } };
    });
    const { errors = [] } = await engine.ask('{ items { count } }');
    expect(errors).toHaveLength(101);
    expect(errors[100]).toMatchObject({ extensions: { code: 'ERRORS_OMITTED' } });
  });

  it.each([
    ['no list', {}],
    ['a list of another length', [{ count: 1 }]],
  ])('tell of a subgraph that answers %s of entities', async (_what, entities) => {
    const engine = await scriptedEngine(SHOP, ({ subgraph }) =>
      subgraph === 'shop' ? { data: { items: items('1', '2') } } : { data: { _entities: entities } },
    );
    const answer = await engine.ask('{ items { count } }');
    expect(errorsOf(answer).map(({ path, code }) => `${path} ${code}`)).toEqual([
      'items.0.count SERVICE_UNAVAILABLE',
      'items.1.count SERVICE_UNAVAILABLE',
    ]);
  });
});

describe('answers of subgraphs that break their word', () => {
  const entity =
    (fields: object): Script =>
    ({ subgraph }) =>
      subgraph === 'shop'
        ? { data: { first: items('1')[0], items: items('1') } }
        : { data: { _entities: [fields] } };

  it.each<[string, string, object, unknown, string[]]>([
    [
      'a null where none may be, up to the next that may',
      '{ first { name need } }',
      { need: null },
      { first: null },
      ['first.need'],
    ],
    ['one that is not there', '{ first { need } }', {}, { first: null }, ['first.need']],
    ['up to the root', '{ items { need } }', { need: null }, null, ['items.0.need']],
    [
      'a value of another type',
      '{ first { name count } }',
      { count: '5' },
      { first: { name: 'n1', count: null } },
      ['first.count'],
    ],
    [
      'an object for a leaf',
      '{ first { count } }',
      { count: {} },
      { first: { count: null } },
      ['first.count'],
    ],
    [
      'a value that no enum has',
      '{ first { state } }',
      { state: 'ODD' },
      { first: { state: null } },
      ['first.state'],
    ],
    [
      'a value clients may not know, which is no fault',
      '{ first { state } }',
      { state: 'SECRET' },
      { first: { state: null } },
      [],
    ],
    [
      'a missing value that may be null, which is none either',
      '{ first { count } }',
      {},
      { first: { count: null } },
      [],
    ],
  ])('null, and an error: %s', async (_what, query, fields, data, paths) => {
    const engine = await scriptedEngine(SHOP, entity(fields));
    const answer = await engine.ask(query);
    expect(shown(answer.data)).toEqual(data);
    expect(errorsOf(answer).map(({ path }) => path)).toEqual(paths);
  });

  it.each<[string, unknown, unknown, string[]]>([
    ['nested lists keep their nulls', [[{ name: 'a' }, null], null], [[{ name: 'a' }, null], null], []],
    ['an object for a list', { name: 'a' }, null, ['featured']],
    ['an object for the inner list', [{ name: 'a' }], [null], ['featured.0']],
    ['a text for an object', [['a']], [[null]], ['featured.0.0']],
  ])('lists: %s', async (_what, featured, data, paths) => {
    const engine = await scriptedEngine(SHOP, () => ({ data: { featured } }));
    const answer = await engine.ask('{ featured { name } }');
    expect(shown(answer.data)).toEqual({ featured: data });
    expect(errorsOf(answer).map(({ path }) => path)).toEqual(paths);
  });

  it.each<[string, unknown, unknown, number]>([
    ['a member', { __typename: 'Note', text: 't' }, { type: 'Note', text: 't' }, 0],
    ['a type that is no member', { __typename: 'Query', text: 't' }, null, 1],
    ['a type that does not exist', { __typename: 'Ghost' }, null, 1],
    ['no type', { text: 't' }, null, 1],
  ])('unions: %s', async (_what, hot, data, errors) => {
    const engine = await scriptedEngine(SHOP, () => ({ data: { hot } }));
    const answer = await engine.ask('{ hot { type: __typename ... on Note { text } } }');
    expect(shown(answer.data)).toEqual({ hot: data });
    expect(answer.errors ?? []).toHaveLength(errors);
  });

  it('an error of the subgraph tells why a field is null, and no second one does', async () => {
    const engine = await scriptedEngine(SHOP, ({ subgraph }) =>
      subgraph === 'shop'
        ? { data: { first: items('1')[0] } }
        : {
            data: { _entities: [null] },
            errors: [{ message: 'No.', path: ['_entities', 0, 'need'], extensions: { code: 'CONFLICT' } }],
          },
    );
    const answer = await engine.ask('{ first { state need } }');
    expect(shown(answer.data)).toEqual({ first: null });
    expect(errorsOf(answer)).toEqual([{ path: 'first.need', message: 'No.', code: 'CONFLICT' }]);
  });
});

describe('introspection', () => {
  it('is answered beside data, in the order asked, and shows nothing that clients may not know', async () => {
    const engine = await scriptedEngine(SHOP, () => ({ data: { open: true } }));
    const { data } = await engine.ask(
      '{ open __typename again: __type(name: "State") { enumValues { name } } __schema { queryType { name } } }',
    );
    expect(JSON.stringify(data)).toBe(
      '{"open":true,"__typename":"Query","again":{"enumValues":[{"name":"NEW"},{"name":"OLD"}]},"__schema":{"queryType":{"name":"Query"}}}',
    );
  });

  it('asks no subgraph by itself', async () => {
    const engine = await scriptedEngine(SHOP, () => ({ data: {} }));
    expect(shown(await engine.ask('{ __typename }'))).toEqual({ data: { __typename: 'Query' } });
    expect(engine.asked).toHaveLength(0);
  });
});
