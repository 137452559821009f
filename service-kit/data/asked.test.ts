import { buildSchema, parse, validate } from 'graphql';
import { askedBy, EVERYTHING } from './asked';

const schema = buildSchema(`
  interface Named { name: String }
  type Lead implements Named { id: ID! name: String contacts: [Contact!]! company: Company }
  type Contact implements Named { id: ID! name: String phones: [String!]! leads: [Lead!]! }
  type Company implements Named { id: ID! name: String }
  union Thing = Lead | Contact
  type LeadEdge { cursor: String! node: Lead! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type LeadConnection { edges: [LeadEdge!]! pageInfo: PageInfo! totalCount: Int! }
  type Query { lead: Lead leads: LeadConnection! things: [Thing!]! named: [Named!]! }
  type Mutation { change: Lead }
`);

function asked(query: string, operationName?: string) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  return askedBy(schema, document, operationName);
}
const of = (query: string, type: string) => [...asked(query).of(type)].toSorted();

it('collects the fields of each type wherever they are asked for, whatever directives leave out', () => {
  const query = `query($no: Boolean!) { lead { id contacts { phones leads { name } } company @skip(if: $no) { id } } }`;
  expect(of(query, 'Lead')).toEqual(['company', 'contacts', 'id', 'name']);
  expect(of(query, 'Contact')).toEqual(['leads', 'phones']);
  expect(of(query, 'Company')).toEqual(['id']);
  expect(of('{ lead { id } }', 'Contact')).toEqual([]);
});

it('follows fragments, aliases, unions and interfaces', () => {
  const query = `
    { things { __typename ... on Lead { other: id ...Names } ... on Contact { ...Phones } } }
    fragment Names on Named { name }
    fragment Phones on Contact { phones leads { ...OfLead } }
    fragment OfLead on Lead { company { name } }`;
  expect(of(query, 'Lead')).toEqual(['__typename', 'company', 'id', 'name']);
  expect(of(query, 'Contact')).toEqual(['__typename', 'leads', 'name', 'phones']);
  expect(of('{ named { name } }', 'Company')).toEqual(['name']);
});

it('takes one operation of a document, and everything for a mutation', () => {
  const query = 'query A { lead { id } } query B { lead { name } } mutation C { change { id } }';
  expect([...asked(query, 'A').of('Lead')]).toEqual(['id']);
  expect([...asked(query, 'B').of('Lead')]).toEqual(['name']);
  expect(asked(query, 'C')).toBe(EVERYTHING);
});

it('is collected once for a document', () => {
  const document = parse('{ lead { id } }');
  expect(askedBy(schema, document)).toBe(askedBy(schema, document, null));
});

it.each([
  ['{ leads { edges { node { id } } pageInfo { hasNextPage } totalCount } }', false],
  ['{ leads { edges { cursor } } }', true],
  ['{ leads { pageInfo { endCursor } } }', true],
])('knows whether cursors are asked for: %s', (query, expected) => {
  expect(asked(query).cursors).toBe(expected);
  expect(EVERYTHING.cursors).toBe(true);
});
