import { join } from 'node:path';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { projectRoot } from '../../../service-kit/process/paths';
import { startTinyGateway } from '../../../testkit/tiny-gateway';
import { tinySupergraph } from '../../../testkit/tiny-graph';
import { loadSupergraph, readSupergraph } from '../supergraph/supergraph';
import { literalOf } from './object-defaults';

it.each(['compiled', 'reference'])(
  'defaults that are objects are told by introspection, executor %s',
  async (executor) => {
    const sdl = tinySupergraph()
      .replace(
        'input RenameLeadInput',
        `input Odd @join__type(graph: CRM) {
    one: Decimal! = {} many: [Decimal] = [{ a: 1 }, "x"] inner: Within = { deep: [] }
  } input Within @join__type(graph: CRM) { deep: Decimal } input RenameLeadInput`,
      )
      .replace(/(\n  name: String!)( @join__field[^\n]*)?(\n  color: Color)/, '$1$2\n  odd: Odd$3');
    const tiny = await startTinyGateway('in-process', { executor, supergraph: loadSupergraph(sdl, 'odd') });
    const whole = await tiny.ask(getIntrospectionQuery());
    expect(whole.errors).toEqual([]);
    const { data } = await tiny.ask('{ __type(name: "Odd") { inputFields { name defaultValue } } }');
    expect(data.__type.inputFields).toEqual([
      { name: 'one', defaultValue: '{}' },
      { name: 'many', defaultValue: '[{a: 1}, "x"]' },
      { name: 'inner', defaultValue: '{deep: []}' },
    ]);
    await tiny.close();
  },
);

it('our own graph is told whole', async () => {
  const supergraph = readSupergraph(join(projectRoot, 'schema/supergraph.graphql'), 'deny');
  const tiny = await startTinyGateway('in-process', { supergraph });
  const { errors, data } = await tiny.ask(getIntrospectionQuery({ inputValueDeprecation: true }));
  expect(errors).toEqual([]);
  expect(buildClientSchema(data as never).getQueryType()?.name).toBe('Query');
  await tiny.close();
});

it('a value is written as in GraphQL', () => {
  const value = { text: 'a "b"', list: [1, null, true, {}], deep: { x: 0.5 } };
  expect(literalOf(value)).toBe('{text: "a \\"b\\"", list: [1, null, true, {}], deep: {x: 0.5}}');
});
