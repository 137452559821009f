import { scriptedEngine } from '../../../testkit/scripted-engine';

describe.each(['compiled', 'reference'])('a number that JavaScript has none for, engine %s', (executor) => {
  const NUMBERS = {
    shop: `scalar Any type Query { float: Float any: Any anys: [Any] must: Any! note: String }`,
  };
  it.each([
    ['a Float', 'float', '1e400', null, ['float']],
    ['a custom scalar', 'any', '-1E+400', null, ['any']],
    ['one of a list', 'anys', '["1e400",1e400,null,1.5]', ['1e400', null, null, 1.5], ['anys.1']],
    ['what a scalar holds', 'any', '{"a":[1,{"b":1e400}]}', null, ['any']],
  ])('is an error where it stands: %s', async (_what, field, json, value, paths) => {
    const engine = await scriptedEngine(NUMBERS, () => `{"data":{"${field}":${json},"note":"n"}}`, {
      executor,
    });
    const answer = await engine.ask(`{ ${field} note }`);
    if (executor === 'compiled')
      expect(JSON.parse(JSON.stringify(answer.data))).toEqual({ [field]: value, note: 'n' });
    expect((answer.errors ?? []).map(({ path }) => path?.join('.'))).toEqual(
      executor === 'compiled' ? paths : [expect.stringMatching(`^${paths[0] ?? ''}`)],
    );
    await engine.close();
  });

  it('goes up to the next field that may be null, and every number that there is passes', async () => {
    const json = '{"data":{"must":1e400}}';
    const engine = await scriptedEngine(NUMBERS, () => json, { executor });
    expect(await engine.ask('{ must }')).toMatchObject({ data: null, errors: [{ path: ['must'] }] });
    await engine.close();
    const well = { any: { deep: [1.5, null, 1e300, 'x', true] }, anys: [0, -1, null], must: 1e21 };
    const other = await scriptedEngine(NUMBERS, () => ({ data: well }), { executor });
    const answer = await other.ask('{ any anys must }');
    expect([JSON.parse(JSON.stringify(answer.data)), answer.errors]).toEqual([well, undefined]);
    await other.close();
  });
});

describe('a number that JavaScript has none for, which another subgraph requires', () => {
  const GRAPH = {
    goods: `scalar Any type Query { goods: [Good] }
      type Good @key(fields: "id") { id: ID! weight: Float size: Any box: Box } type Box { side: Float }`,
    post: `scalar Any type Box @external { side: Float }
      type Good @key(fields: "id") { id: ID! weight: Float @external size: Any @external box: Box @external
        price: Int @requires(fields: "weight size box { side }") }`,
  };
  it.each([
    ['a Float', '"weight":1e400,"size":1,"box":{"side":1}'],
    ['a custom scalar', '"weight":1,"size":{"a":[-1e400]},"box":{"side":1}'],
    ['what an object holds', '"weight":1,"size":1,"box":{"side":1e400}'],
  ])('is not sent on as null, and is an error where it is needed: %s', async (_what, bad) => {
    const well = '"weight":2,"size":[2],"box":{"side":null}';
    const engine = await scriptedEngine(GRAPH, ({ subgraph, variables }) =>
      subgraph === 'goods'
        ? `{"data":{"goods":[{"__typename":"Good","id":"1",${bad}},{"__typename":"Good","id":"2",${well}}]}}`
        : { data: { _entities: (variables['representations'] as []).map(() => ({ price: 5 })) } },
    );
    const answer = await engine.ask('{ goods { price } }');
    const sent = engine.asked.filter(({ subgraph }) => subgraph === 'post');
    expect(sent.map(({ variables }) => JSON.stringify(variables))).toEqual([
      `{"representations":[{"__typename":"Good","id":"2",${well}}]}`,
    ]);
    expect(JSON.parse(JSON.stringify(answer.data))).toEqual({ goods: [{ price: null }, { price: 5 }] });
    expect(
      answer.errors?.map(({ path, originalError }) => [path?.join('.'), originalError?.message]),
    ).toEqual([['goods.0.price', expect.stringContaining('a number that is too large')]]);
    await engine.close();
  });
});
