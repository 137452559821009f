import { buildSchema } from 'graphql';
import { documentRule } from '../limits/document/document-limits';
import { noIntrospection } from '../limits/document/no-introspection';
import { withDefaults } from '../limits/limits';
import type { Operation } from '../pipeline/operation';
import { trustDocuments } from './trusted';

const schema = buildSchema('type Query { a(id: ID): Query b: String } type Mutation { c: Int }');
const rules = {
  parseOptions: { maxTokens: 100 },
  rules: [documentRule({ ...withDefaults().document, depth: 3 }), noIntrospection],
};
const listed = (...bodies: string[]) =>
  bodies.map((body, index) => ({ id: `${index}`, body, clients: null }));

it('trusts what fits the schema and the rules, and says why the others do not', async () => {
  const prepared: (string | null)[] = [];
  const graph = { schema, prepare: ({ name }: Operation) => void prepared.push(name) };
  const { trusted, unfit } = await trustDocuments(
    listed(
      'query One { b } mutation Two { c }',
      '{ b }',
      '{ b',
      '{ nothing }',
      '{ a { a { a { b } } } }',
      '{ __schema { queryType { name } } }',
      `{ ${'b '.repeat(200)} }`,
      'fragment F on Query { b }',
    ),
    graph,
    rules,
  );
  expect([...trusted.keys()]).toEqual(['query One { b } mutation Two { c }', '{ b }']);
  expect(prepared).toEqual(['One', 'Two', null]);
  expect(unfit.map(({ id }) => id)).toEqual(['2', '3', '4', '5', '6', '7']);
  expect(unfit[1]?.why).toContain('Cannot query field "nothing"');
  expect(trusted.get('{ b }')?.only?.type).toBe('query');
  expect(trusted.get('query One { b } mutation Two { c }')?.only).toBeNull();
});

it('takes over what it had, with all that was worked out for it', async () => {
  const prepared: Operation[] = [];
  const graph = { schema, prepare: (operation: Operation) => void prepared.push(operation) };
  const { trusted: former } = await trustDocuments(listed('{ b }'), graph, rules);
  const { trusted } = await trustDocuments(listed('{ a { b } }', '{ b }'), graph, rules, former);
  expect(trusted.get('{ b }')).toBe(former.get('{ b }'));
  expect(prepared).toHaveLength(2);
});

it('lets others work while it works through thousands', async () => {
  let turns = 0;
  let isWorking = true;
  const count = () => {
    turns += 1;
    if (isWorking) setImmediate(count);
  };
  setImmediate(count);
  const bodies = Array.from(
    { length: 1_000 },
    (_none, number) => `query Q${number} { a(id: 1) { a { b } } }`,
  );
  const { trusted } = await trustDocuments(listed(...bodies), { schema }, rules);
  isWorking = false;
  expect(trusted.size).toBe(1_000);
  expect(turns).toBeGreaterThan(3);
});
