import { buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { perOutcome } from './conditions';
import { operationOf } from './operation';

const schema = buildSchema('type Query { a: Int b: Int }');

function operation(text: string) {
  const document = parse(text);
  const [definition] = document.definitions as [OperationDefinitionNode];
  return operationOf({ document, definition, schema, hash: text });
}

it('computes once for each outcome of the conditions, whatever else the variables hold', () => {
  const compute = jest.fn((_operation: unknown, variables: object) => ({ ...variables }));
  const of = perOutcome(compute);
  const one = operation('query ($on: Boolean = true, $n: Int) { a @include(if: $on) b }');
  const other = operation('{ a }');
  expect(of(one, { on: true, n: 1 })).toEqual({ on: true, n: 1 });
  expect(of(one, { on: true, n: 2 })).toEqual({ on: true, n: 1 });
  expect(of(one, { on: false })).toEqual({ on: false });
  expect(of(one, { on: null })).toEqual({ on: null }); // refused later on; until then it is not worked out each time
  expect(of(one, { on: null })).toEqual({ on: null });
  expect(of(other, { on: true })).toEqual({ on: true });
  expect(of(other, {})).toEqual({ on: true });
  expect(compute).toHaveBeenCalledTimes(4);
});

it('keeps few outcomes of an operation with many conditions', () => {
  const compute = jest.fn(() => ({}));
  const of = perOutcome(compute);
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const one = operation(
    `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { ${names.map((name) => `${name}: a @skip(if: $${name})`).join(' ')} }`,
  );
  const variables = (bits: number) =>
    Object.fromEntries(names.map((name, i) => [name, (bits & (1 << i)) > 0]));
  for (let bits = 0; bits < 64; bits += 1) of(one, variables(bits));
  for (let bits = 60; bits < 64; bits += 1) of(one, variables(bits));
  expect(compute).toHaveBeenCalledTimes(64);
  of(one, variables(0));
  expect(compute).toHaveBeenCalledTimes(65);
});
