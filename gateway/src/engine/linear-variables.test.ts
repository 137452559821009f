import * as values from '@apollo/federation-internals/dist/values';
import { Variable, VariableCollector } from '@apollo/federation-internals';
import './linear-variables';
import { scriptedEngine } from '../../../testkit/scripted-engine';

it('finds each variable of a value, in any order of lists and objects', () => {
  const collector = new VariableCollector();
  const value = { a: [new Variable('x'), { b: [[new Variable('y')]], c: null, d: 1 }], e: new Variable('x') };
  values.collectVariablesInValue(value, collector);
  expect([...collector.variables()].map(({ name }) => name).sort()).toEqual(['x', 'y']);
});

it('plans literals of lists within lists in as many steps as they have values', async () => {
  let values = 0;
  const engine = await scriptedEngine(
    { one: 'scalar Anything type Query { echo(any: Anything): Int }' },
    ({ query }) => {
      values += query.split('[').length;
      return { data: { echo: 1 } };
    },
  );
  const lists = '['.repeat(60) + '1' + ']'.repeat(60); // doubled at each level it would never end
  expect(await engine.ask(`{ echo(any: ${lists}) }`)).toEqual({ data: { echo: 1 } });
  expect(values).toBe(61);
  await engine.close();
});
