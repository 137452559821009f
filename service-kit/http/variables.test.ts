import { buildSchema, getVariableValues, parse, type OperationDefinitionNode } from 'graphql';
import { coerceVariables, MAX_VARIABLE_MISTAKES } from './variables';

const schema = buildSchema(`
  input Filter { and: [Filter!] n: Int = 3 text: String must: Boolean! kind: Kind }
  input One @oneOf { a: Int b: Int }
  enum Kind { RED GREEN }
  scalar Anything
  type Query { a: Int }
`);
const TYPES = ['$f: Filter', '$all: [[Filter!]]!', '$n: Int', '$x: Float', '$ids: [ID!]', '$k: Kind = RED'];
const definitions = (
  parse(`query (${TYPES.join(' ')} $one: One $any: Anything $b: Boolean $s: String = "x") { a }`)
    .definitions[0] as OperationDefinitionNode
).variableDefinitions!;
const LONG = 'x'.repeat(1_000_000);

describe('says and gives what graphql-js does', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'right values',
      { f: { must: true }, all: [[{ must: true, n: null }]], n: 1, x: 2, ids: [1, 'b'], k: 'GREEN' },
    ],
    ['one item for a list', { all: { must: true, and: { must: false } }, ids: 'a' }],
    ['any value for any scalar', { all: [], any: { a: [1, { b: null }] }, one: { a: 1 } }],
    ['nothing', {}],
    ['null where none may be', { all: null }],
    ['wrong kinds', { all: 1, f: [], ids: [true], b: 'true', s: 3, k: 'BLUE' }],
    ['wrong numbers', { all: [], n: '1', x: 'NaN' }],
    ['numbers too large', { all: [], n: 2 ** 40 }],
    ['missing fields', { all: [[{}]], f: { n: 'a' } }],
    ['none and two of one', { all: [], one: {} }],
    ['two of one', { all: [], one: { a: 1, b: 2 } }],
    ['null of one', { all: [], one: { a: null } }],
    ['long lists', { all: Array.from({ length: 12 }, (_, i) => i) }],
  ])('of %s', (_what, given) => {
    const ours = coerceVariables(schema, definitions, given, 100);
    const theirs = getVariableValues(schema, definitions, given, { maxErrors: 100, hideSuggestions: true });
    const words = (errors: readonly Error[] | undefined) => errors?.map(({ message }) => message).sort();
    expect(words(ours.errors)).toEqual(words(theirs.errors));
    expect(ours.coerced).toEqual(theirs.coerced);
  });
});

it('takes variables named after what every object has', () => {
  const named = (
    parse('query ($__proto__: Int $constructor: Int) { a }').definitions[0] as OperationDefinitionNode
  ).variableDefinitions!;
  const given = JSON.parse('{"__proto__": 1, "constructor": 2}') as Record<string, unknown>;
  const { coerced = {} } = coerceVariables(schema, named, given);
  expect(Object.entries(coerced)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ]);
  expect(coerceVariables(schema, named, {}).coerced).toEqual({});
});

it.each([
  ['a custom scalar', '{"any": 1e400}', '$any: Anything', 'Anything'],
  ['what one holds', '{"any": {"a": [-1e999]}}', '$any: Anything', 'Anything'],
  ['one of a list', '{"any": [1, 1e400]}', '$any: [Anything]', 'Anything'],
  ['a default value', '{}', '$any: Anything = 1e400', 'default value'],
  ['what a default value holds', '{}', '$any: Anything = {a: 1e400}', 'default value'],
])('refuses a number that would be sent on as null: %s', (_what, json, definition, named) => {
  const operation = parse(`query (${definition}) { a }`).definitions[0] as OperationDefinitionNode;
  const given = JSON.parse(json) as Record<string, unknown>;
  const { errors = [], coerced } = coerceVariables(schema, operation.variableDefinitions!, given);
  expect(coerced).toBeUndefined();
  expect(errors.map(({ message, extensions }) => [message, extensions['code']])).toEqual([
    [
      expect.stringMatching(new RegExp(`${named}.*a number that is too large, such as 1e400`)),
      'BAD_USER_INPUT',
    ],
  ]);
  const fine = coerceVariables(schema, operation.variableDefinitions!, { any: [1e308] });
  expect(fine.errors).toBeUndefined();
});

describe('stays short', () => {
  it.each<[string, Record<string, unknown>]>([
    ['unknown keys beside a long text', { f: { text: LONG, ...Object.fromEntries(keys(60)) } }],
    ['very many unknown keys', { f: Object.fromEntries(keys(99_000)) }],
    ['unknown keys in very many objects', { all: [Array.from({ length: 50_000 }, () => ({ x: 1 }))] }],
    ['a key of a megabyte', { f: { [LONG]: 1 } }],
    ['long texts for a number, an enum and a boolean', { n: LONG, k: LONG, b: LONG, x: LONG }],
    ['large objects for a text', { s: Object.fromEntries(keys(99_000)), ids: [Object.fromEntries(keys(9))] }],
  ])('of %s', (_what, given) => {
    const { errors = [] } = coerceVariables(schema, definitions, { all: [], ...given });
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(MAX_VARIABLE_MISTAKES + 1);
    for (const { message } of errors) expect(message.length).toBeLessThan(700);
  });

  it('looks at no more values than it tells mistakes of', () => {
    let looks = 0;
    const items = Array.from({ length: 1_000 }, () => ({
      get x() {
        looks += 1;
        return 1;
      },
    }));
    coerceVariables(schema, definitions, { all: [items] });
    expect(looks).toBeLessThan(100);
  });
});

function keys(count: number): [string, number][] {
  return Array.from({ length: count }, (_, i) => [`k${i}`, i]);
}
