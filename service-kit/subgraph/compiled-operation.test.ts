import {
  buildSchema,
  execute,
  GraphQLError,
  parse,
  type GraphQLObjectType,
  type GraphQLScalarType,
} from 'graphql';
import { createOperation } from './compiled-operation';

const schema = buildSchema(`
  type Query { row(id: ID!, state: State! = OPEN): Row! rows(filter: Filter): [Row] fail: String search(in: Tree, strict: Strict): Int }
  type Mutation { note: Int }
  type Row { id: ID! state: State total: Int! tags: [String!]! broken: Int! next: Row }
  enum State { OPEN CLOSED }
  input Filter { state: State, min: Int = 2 }
  input Strict { deep: Boolean! = true }
  input Tree { name: String, trees: [Tree!] }
  scalar Even
  extend type Query { half(of: Even): Int }
`);
(schema.getType('Even') as GraphQLScalarType).parseValue = (value) => {
  if (typeof value === 'number' && value % 2 === 0) return value;
  throw new GraphQLError('Even numbers only.');
};
const resolve = (type: string, field: string, resolver: (...given: never[]) => unknown) => {
  (schema.getType(type) as GraphQLObjectType).getFields()[field]!.resolve = resolver as never;
};
const row = (id: string) => ({ id, state: 'OPEN', tags: ['a', 'b'] });
resolve('Query', 'row', (_root, { id, state }: { id: string; state: string }) => ({ ...row(id), state }));
resolve('Query', 'rows', async (_root, args: { filter?: { min: number } }) => [
  row(String(args.filter?.min)),
  null,
]);
resolve('Query', 'fail', () => {
  throw new GraphQLError('No.', { extensions: { code: 'NOT_FOUND' } });
});
resolve('Query', 'search', (_root, args: { in?: { trees?: unknown[] } }) => args.in?.trees?.length ?? 0);
resolve('Mutation', 'note', () => 1);
resolve('Row', 'total', async () => 3);
resolve('Row', 'broken', async () => null);
resolve('Row', 'next', ({ id }: { id: string }) => (id.length < 3 ? row(`${id}x`) : null));

it.each([
  ['{ row(id: 1) { id state total tags next { next { next { id } } } } }'],
  ['query ($id: ID!, $s: State! = CLOSED) { row(id: $id, state: $s) { __typename state } }', { id: 'a' }],
  ['query ($f: Filter) { rows(filter: $f) { id } a: rows { id } }', { f: { state: 'OPEN' } }],
  ['query ($f: Filter) { rows(filter: $f) { id } }', { f: { state: 'NONE' } }],
  ['query ($id: ID!) { row(id: $id) { id } }', {}],
  [
    'query ($x: Boolean!) { row(id: 1) { id @skip(if: $x) ... on Row @include(if: $x) { total } } }',
    { x: true },
  ],
  ['{ row(id: 1) { id next { broken } } }'],
  ['{ row(id: 1) { broken } }'],
  ['{ fail rows { id broken } }'],
  ['query ($in: Tree) { search(in: $in) }', { in: { trees: [{ name: 'a', trees: [] }] } }],
  ['query ($s: Strict) { search(strict: $s) }', { s: {} }],
  ['mutation { note }'],
  ['query ($n: Even) { half(of: $n) }', { n: 4 }],
  ['query ($n: Even) { half(of: $n) }', { n: 3 }],
])('answers %s compiled as interpreted', async (query, variables: Record<string, unknown> = {}) => {
  const document = parse(query);
  const interpreted = createOperation(schema, document, undefined, Infinity);
  const run = createOperation(schema, document, undefined, 0);
  const expected = await interpreted({}, variables);
  for (let time = 0; time < 2; time += 1) {
    const answer = await run({}, variables);
    expect(answer.data).toEqual(expected.data);
    const told = expected.data === undefined; // of wrong variables, word for word; resolvers' words are their own
    expect(answer.errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual(
      expected.errors?.map(({ path, extensions }) => ({ path, extensions })),
    );
    if (told) expect(answer.errors).toEqual(expected.errors);
    for (const error of answer.errors ?? []) expect(error).toBeInstanceOf(GraphQLError);
  }
});

it('tells of wrong variables in the words of graphql-js, and with a code', async () => {
  const document = parse('query ($id: ID!, $f: Filter) { row(id: $id) { id } rows(filter: $f) { id } }');
  const variables = { f: { state: 'NONE' } };
  const { errors: expected } = await execute({ schema, document, variableValues: variables });
  const { errors } = await createOperation(schema, document, undefined, 0)({}, variables);
  expect(errors?.map(({ message }) => message)).toEqual(expected?.map(({ message }) => message));
  expect(errors?.map(({ extensions }) => extensions)).toEqual([
    { code: 'BAD_USER_INPUT' },
    { code: 'BAD_USER_INPUT' },
  ]);
});
