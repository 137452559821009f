import { buildSchema, execute, parse } from 'graphql';
import { countLists } from './counted-lists';
import { createSpending, type Spending } from './spending';
import { nextTurn } from './turns';

const row = { name: 'a' };
const schema = buildSchema(
  'type Query { few: [Row!]! many: [Row] names: [String!] none: [Row!] } type Row { name: String rows: [Row!] }',
);
const root = {
  few: () => [row, row],
  many: async () => Array.from({ length: 500 }, () => ({ name: row.name, rows: [row, row, row] })),
  names: ['a', 'b'],
  none: () => null,
};
countLists(schema);

const run = async (query: string, spending?: Spending) =>
  execute({ schema, document: parse(query), rootValue: root, contextValue: { facts: { spending } } });

it('charges each list by its length and what is asked of its items', async () => {
  const spending = createSpending(0);
  expect((await run('{ few { name } names none { name } }', spending)).errors).toBeUndefined();
  expect(spending.spent).toBe(Math.ceil(2 * 1.1 + 2));
  await run('{ many { name rows { name } } }', spending);
  expect(spending.spent).toBe(Math.ceil(2 * 1.1 + 2 + 500 * 1.2 + 500 * 3 * 1.1));
});

it('ends an operation at its limit, before anything more of it is read', async () => {
  const spending = createSpending(600);
  const { data, errors = [] } = await run('{ a: few { name } b: many { name } c: many { name } }', spending);
  expect(data).toMatchObject({ b: expect.anything() as unknown, c: null });
  expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['COST_LIMIT_EXCEEDED']);
  expect(errors[0]?.message).toContain('Most of it is "Query.many".');
  expect(spending).toMatchObject({ isExceeded: true, mostOn: 'Query.many' });
});

it('charges entities before any of them is looked for, fields in fragments too', async () => {
  const resolve = jest.fn(() => []);
  const entities = buildSchema(
    'scalar Any type Row { a: Int b: Int } type Query { _entities(representations: [Any!]!): [Row]! }',
  );
  Object.assign(entities.getQueryType()?.getFields()['_entities'] ?? {}, { resolve });
  countLists(entities);
  const spending = createSpending(1_000);
  const { errors = [] } = await execute({
    schema: entities,
    document: parse(
      'query ($r: [Any!]!) { _entities(representations: $r) { ... on Row { a ...F } } } fragment F on Row { b }',
    ),
    variableValues: { r: Array.from({ length: 900 }, () => ({ __typename: 'Row' })) },
    contextValue: { facts: { spending } },
  });
  expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['COST_LIMIT_EXCEEDED']);
  expect(spending.spent).toBe(1_080);
  expect(resolve).not.toHaveBeenCalled();
});

it('does without an account', async () => {
  expect((await run('{ few { name } }')).data).toEqual({ few: [{ name: 'a' }, { name: 'a' }] });
});

it('completes long lists in turns of their own: what else has come is answered between', async () => {
  let rounds = 0;
  let isOver = false;
  const count = () => {
    rounds += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await run(
    `{ ${Array.from({ length: 10 }, (_, i) => `a${i}: many { name }`).join(' ')} }`,
    createSpending(0),
  );
  isOver = true;
  expect(rounds).toBeGreaterThanOrEqual(9);
});

it('gives one turn a round', async () => {
  const order: string[] = [];
  const turns = ['a', 'b', 'c'].map((name) => nextTurn().then(() => order.push(name)));
  setImmediate(() => order.push('another'));
  await Promise.all(turns);
  expect(order).toEqual(['a', 'another', 'b', 'c']);
});
