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
