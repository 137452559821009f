import { buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { createOperation } from '../pipeline/operation';
import { cacheHintsOf } from './cache-hints';
import { cachePolicyOf } from './cache-policy';

const SDL = `
  directive @cacheControl(maxAge: Int, scope: Scope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum Scope { PUBLIC PRIVATE }
  type Query {
    leads: Leads! @cacheControl(maxAge: 300)
    lead: Lead
    count: Int
    hinted: Int @cacheControl(maxAge: 60)
    me: Person @cacheControl(maxAge: 300, scope: PRIVATE)
    thing: Thing @cacheControl(maxAge: 300)
    anything: Any
    plainInherits: Leads
  }
  type Mutation { hinted: Int @cacheControl(maxAge: 60) }
  type Leads @cacheControl(inheritMaxAge: true) { nodes: [Lead!]! total: Int secret: Secret }
  type Lead @cacheControl(maxAge: 120) {
    name: String age: Int @cacheControl(maxAge: 10) owner: Person live: Int @cacheControl(maxAge: 0) leads: [Lead!]!
  }
  type Person @cacheControl(maxAge: 200) { name: String email: String @cacheControl(scope: PRIVATE) session: Secret }
  type Secret { id: ID }
  interface Thing { id: ID note: String }
  type Table implements Thing { id: ID @cacheControl(maxAge: 30) note: String }
  type Chair implements Thing { id: ID note: String @cacheControl(scope: PRIVATE) }
  union Any = Lead | Secret
`;
const document = parse(SDL);
const schema = buildSchema(SDL);
const hints = cacheHintsOf(document);

function policy(query: string) {
  const parsed = parse(query);
  const definition = parsed.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === 'OperationDefinition',
  );
  if (!definition) throw new Error('no operation');
  return cachePolicyOf(createOperation({ document: parsed, definition, schema, hash: 'x' }), hints);
}
const age = (query: string) => policy(query).maxAge;

it('takes the lowest age of all that is selected', () => {
  expect(age('{ leads { nodes { name } total } }')).toBe(120);
  expect(age('{ leads { total } }')).toBe(300);
  expect(age('{ leads { nodes { name age } } }')).toBe(10);
  expect(age('{ hinted leads { total } }')).toBe(60);
});

it('keeps nothing that has no hint: root fields, and objects that are not told to inherit', () => {
  for (const query of [
    '{ count }',
    '{ count hinted }',
    '{ leads { secret { id } } }',
    '{ leads { nodes { live } } }',
    '{ me { session { id } } }',
    '{ plainInherits { total } }',
  ])
    expect([query, age(query)]).toEqual([query, 0]);
});

it('takes a type’s hint for a field without one', () => {
  expect(age('{ lead { name } }')).toBe(120);
  expect(age('{ lead { owner { name } } }')).toBe(120);
});

it('is one person’s when any field is', () => {
  expect(policy('{ leads { nodes { owner { name } } } }').isPrivate).toBe(false);
  expect(policy('{ leads { nodes { owner { email } } } }')).toEqual({ maxAge: 120, isPrivate: true });
  expect(policy('{ me { name } }').isPrivate).toBe(true);
});

it('sees through aliases, fragments, and directives that may leave out a field', () => {
  expect(age('{ a: leads { ...F } } fragment F on Leads { n: nodes { ... on Lead { x: age } } }')).toBe(10);
  expect(
    policy(
      'query ($on: Boolean!) { lead { owner { ...P @include(if: $on) } } } fragment P on Person { email }',
    ),
  ).toEqual({ maxAge: 120, isPrivate: true });
  expect(age('query ($on: Boolean!) { leads { total } count @skip(if: $on) }')).toBe(0);
});

it('takes the strictest of the types an abstract one may be', () => {
  expect(age('{ thing { id } }')).toBe(30);
  expect(policy('{ thing { note } }')).toEqual({ maxAge: 300, isPrivate: true });
  expect(age('{ thing { ... on Chair { id } } }')).toBe(300);
  expect(age('{ anything { ... on Lead { name } } }')).toBe(0);
});

it('keeps no mutation, no introspection and nothing empty', () => {
  for (const query of [
    'mutation { hinted }',
    '{ __schema { types { name } } }',
    '{ __typename }',
    '{ hinted __type(name: "Lead") { name } }',
  ])
    expect([query, age(query)]).toEqual([query, 0]);
  expect(age('{ __typename hinted }')).toBe(60);
});

it('reads fragments that spread each other many times once', () => {
  const chain = Array.from(
    { length: 60 },
    (_, place) =>
      `fragment F${place} on Lead { leads { ...F${place + 1} } leads { ...F${place + 1} } ...F${place + 1} }`,
  );
  const query = `{ lead { ...F0 ...F0 } } ${chain.join(' ')} fragment F60 on Lead { name }`;
  expect(age(query)).toBe(120); // 3^60 steps would never end
});

it('finds the directive under another name', () => {
  const renamed = parse(`
    schema @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://example.com/hints/v1.0", import: [{ name: "@cacheControl", as: "@keep" }]) { query: Query }
    type Query { a: Int @keep(maxAge: 5) b: Int @cacheControl(maxAge: 5) }
  `);
  expect([...cacheHintsOf(renamed)]).toEqual([['Query.a', { maxAge: 5 }]]);
});
