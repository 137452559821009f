import { buildSchema, getIntrospectionQuery, parse, type OperationDefinitionNode } from 'graphql';
import { createOperation } from '../../pipeline/operation';
import { evaluate } from './amount';
import { readCostWeights } from './cost-weights';
import { fieldNamed, tooExpensive } from './cost-refusal';
import { costOfOperation, dearestFields, type Cost } from './operation-cost';

const DIRECTIVES = `
  schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@listSize", { name: "@cost", as: "@weighs" }]) {
    query: Query mutation: Mutation
  }
  directive @link(url: String, import: [Import]) on SCHEMA
  scalar Import
  directive @weighs(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
`;
const SDL = `${DIRECTIVES}
  type Query {
    book: Book
    books: [Book!]!
    few: [Book] @listSize(assumedSize: 3)
    page(first: Int, last: Int = 4): [Book] @listSize(slicingArguments: ["first", "last"], assumedSize: 25, requireOneSlicingArgument: false)
    one(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
    search(input: SearchInput, ids: [ID!]): [Book] @listSize(slicingArguments: ["input.page.size", "ids"], assumedSize: 7, requireOneSlicingArgument: false)
    connection(first: Int): Connection @listSize(slicingArguments: ["first"], sizedFields: ["edges"], assumedSize: 25, requireOneSlicingArgument: false)
    report(deep: Boolean @weighs(weight: 3)): Report
    things: [Thing] @listSize(assumedSize: 2)
    matrix: [[Book]]
    shelf: Shelf
  }
  type Mutation { write(input: SearchInput): Book  dear: Int @weighs(weight: 50) }
  type Shelf { all: [Book] paged(first: Int): Connection @listSize(slicingArguments: ["first"], sizedFields: ["edges"], assumedSize: 25, requireOneSlicingArgument: false) }
  type Connection { edges: [Edge] nodes: [Book] totalCount: Int @weighs(weight: 5) }
  type Edge { node: Book }
  type Book { title: String author: Author rating: Rating tags: [String] @listSize(assumedSize: 1000) next: Thing }
  type Author { name: String books: [Book] @listSize(assumedSize: 4) }
  type Report @weighs(weight: 7) { text: String }
  scalar Rating @weighs(weight: 2)
  input SearchInput { page: PageInput text: String @weighs(weight: 4) all: [SearchInput] }
  input PageInput { size: Int }
  interface Thing { id: ID next: Thing }
  type Cup implements Thing { id: ID next: Thing author: Author }
  type Pot implements Thing { id: ID next: Thing report: Report }
`;
const schema = buildSchema(SDL);
const weights = readCostWeights(parse(SDL));

const RULES = { schema, weights, listSize: 10 };
function operationOf(query: string, of = schema) {
  const document = parse(query);
  const definition = document.definitions[0] as OperationDefinitionNode;
  return createOperation({ document, definition, schema: of, hash: '' });
}
const costOf = (query: string, variables = {}): Cost => costOfOperation(operationOf(query), variables, RULES);
const estimate = (query: string, variables = {}) => evaluate(costOf(query, variables).estimate, variables);
const actual = (query: string, data: object, variables = {}) => {
  const cost = costOf(query, variables).actual;
  return typeof cost === 'number' ? cost : cost(data as Record<string, unknown>, variables);
};

describe('the cost of an operation', () => {
  it.each([
    ['leaves are free', '{ __typename }', 0],
    ['an object is 1', '{ book { title } }', 1],
    ['objects add up', '{ book { title author { name } } b: book { title } }', 3],
    ['a list is its length times its items', '{ books { title } }', 10],
    ['an assumed size', '{ few { author { name } } }', 3 * 2],
    ['lists in lists multiply', '{ few { author { books { title } } } }', 3 * (1 + 1 + 4)],
    ['leaves in lists are free', '{ book { tags } }', 1],
    ['a scalar of some weight', '{ few { rating } }', 3 * (1 + 2)],
    ['a type of some weight', '{ report { text } }', 7],
    ['a field of some weight', '{ connection { totalCount } }', 1 + 5],
    ['an argument of some weight', '{ report(deep: true) { text } }', 10],
    ['lists of lists count their outer length', '{ matrix { title } }', 10],
    ['a mutation is 10 more', 'mutation { write { title } }', 11],
    ['each mutation is 10 more', 'mutation { a: dear b: dear }', 120],
    [
      'a little introspection is a lump',
      '{ __schema { types { name } } __type(name: "Book") { name } }',
      100,
    ],
  ])('%s', (_what, query, cost) => {
    expect(estimate(query)).toBe(cost);
  });

  describe('of introspection follows how much of the schema is told', () => {
    const types = Array.from({ length: 400 }, (_, i) => {
      const fields = Array.from({ length: 15 }, (_each, k) => `f${k}(a: Int): T${(i + k) % 400}!`);
      return `type T${i} { ${fields.join(' ')} }`;
    });
    const large = buildSchema(`type Query { t: T0 } ${types.join(' ')}`);
    const whole = getIntrospectionQuery({ inputValueDeprecation: true });
    const fragments = whole.slice(whole.indexOf('fragment '));
    const schemaOf = whole.slice(
      whole.indexOf('__schema'),
      whole.lastIndexOf('}', whole.indexOf('fragment ')),
    );
    it.each([
      ['all of it, as tools ask', whole, 5_000],
      ['under several names', `{ a: ${schemaOf} b: ${schemaOf} c: ${schemaOf} } ${fragments}`, 15_000],
      ['names of types', '{ __schema { types { name } } }', 50],
      ['one type', '{ __type(name: "T1") { fields { name args { name } type { name } } } }', 50],
    ])('%s', (_what, query, cost) => {
      expect(evaluate(costOfOperation(operationOf(query, large), {}, RULES).estimate, {})).toBe(cost);
    });

    it('fields of the types of fields are dearer than all that tools ask', () => {
      const told = 'name args { name type { name ofType { name } } } type { name ofType { name } }';
      const query = `{ __schema { types { fields { type { ofType { fields { ${told} } } } } } } }`;
      expect(evaluate(costOfOperation(operationOf(query, large), {}, RULES).estimate, {})).toBeGreaterThan(
        10_000,
      );
    });
  });
});

describe('the length of a list', () => {
  it.each([
    ['an argument tells it', '{ page(first: 6, last: null) { title } }', {}, 6],
    ['the largest of several', '{ page(first: 6, last: 8) { title } }', {}, 8],
    ['a default of the schema counts', '{ page { title } }', {}, 4],
    ['variables tell it', 'query ($n: Int) { page(first: $n, last: null) { title } }', { n: 9 }, 9],
    ['nothing told: the assumed size', 'query ($n: Int) { page(first: $n, last: null) { title } }', {}, 25],
    ['less than nothing is nothing', '{ page(first: -5, last: null) { title } }', {}, 0],
    ['a field within an input', '{ search(input: { page: { size: 12 } }) { title } }', {}, 12],
    [
      'a field within a variable',
      'query ($i: SearchInput) { search(input: $i) { title } }',
      { i: { page: { size: 13 } } },
      13,
    ],
    [
      'a variable within an input',
      'query ($n: Int) { search(input: { page: { size: $n } }) { title } }',
      { n: 14 },
      14,
    ],
    ['an input without it', '{ search(input: {}) { title } }', {}, 7],
    ['a list of keys', 'query ($ids: [ID!]) { search(ids: $ids) { title } }', { ids: ['a', 'b', 'c'] }, 3],
    [
      'a length for a field below',
      '{ connection(first: 50) { edges { node { title } } nodes { title } } }',
      {},
      1 + 50 * 2 + 10,
    ],
  ])('%s', (_what, query, variables, cost) => {
    expect(estimate(query, variables)).toBe(cost);
  });

  it('has to be told by exactly one argument, where the schema says so', () => {
    const query = 'query ($a: Int, $b: Int) { one(first: $a, last: $b) { title } }';
    expect(estimate(query, { a: 2 })).toBe(2);
    for (const variables of [{}, { a: 1, b: 1 }]) {
      expect(() => estimate(query, variables)).toThrow(
        '"one" needs exactly one of these arguments, which say how much is asked for: "first", "last".',
      );
    }
    expect(() => estimate('{ one { title } }')).toThrow('needs exactly one');
  });
});

describe('what is selected', () => {
  it('is counted once where the answer holds it once', () => {
    const query = `{ few { author { name } } ...F ... { few { author { name } title } } }
      fragment F on Query { few { author { name } } }`;
    expect(estimate(query)).toBe(3 * 2);
  });

  it('is the dearest of what an abstract type may be', () => {
    expect(estimate('{ things { id ... on Cup { author { name } } ... on Pot { report { text } } } }')).toBe(
      2 * (1 + 7),
    );
    expect(estimate('{ things { ...T } } fragment T on Thing { next { id } }')).toBe(2 * 2);
  });

  it.each([
    ['{ few @skip(if: true) { title } }', {}, 0],
    ['{ few @include(if: false) { title } }', {}, 0],
    ['query ($s: Boolean!) { few @skip(if: $s) { title } }', { s: true }, 0],
    ['query ($s: Boolean!) { few @skip(if: $s) { title } }', { s: false }, 3],
    [
      'query ($s: Boolean!) { few { title } ... @include(if: $s) { few { author { name } } } }',
      { s: false },
      3,
    ],
    [
      'query ($s: Boolean!) { few { title } ... @include(if: $s) { few { author { name } } } }',
      { s: true },
      6,
    ],
    [
      'query ($a: Boolean!, $b: Boolean!) { ... @include(if: $a) { few @skip(if: $b) { title } } }',
      { a: true, b: true },
      0,
    ],
    [
      'query ($a: Boolean!, $b: Boolean!) { ... @include(if: $a) { few @skip(if: $b) { title } } }',
      { a: true, b: false },
      3,
    ],
  ])('counts as @skip and @include say: %s %j', (query, variables, cost) => {
    expect(estimate(query, variables)).toBe(cost);
  });

  it('weighs input fields that are sent, and objects in their lists, in literals and in variables', () => {
    const all = { text: 'a', all: [{ text: 'b' }, { all: [{ text: 'c' }] }] };
    expect(estimate('mutation ($i: SearchInput) { write(input: $i) { title } }', { i: all })).toBe(
      11 + 12 + 3,
    );
    expect(
      estimate('mutation ($t: String) { write(input: { text: "a", all: [{ text: $t }] }) { title } }', {
        t: 'b',
      }),
    ).toBe(11 + 8 + 1);
    expect(estimate('mutation ($t: String) { write(input: { text: $t }) { title } }')).toBe(11);
  });
});

describe('an operation made to be hard to work out', () => {
  it('ends soon: fragments on each of several types, one within another', () => {
    const levels = Array.from({ length: 14 }, (_, i) => {
      const inner = i === 13 ? 'id' : `next { id ...F${i + 1} }`;
      return `fragment F${i} on Thing { ${inner} ... on Cup { x${i}: ${inner} } ... on Pot { y${i}: ${inner} } }`;
    });
    const cost = estimate(`{ things { ...F0 } } ${levels.join(' ')}`);
    expect(cost).toBeGreaterThan(1_000);
    expect(cost).toBeLessThan(Infinity); // 3^14 steps would be more than are taken: see the next
  });

  it('costs Infinity when it can not be worked out within bounds', () => {
    const wide = (depth: number): string =>
      depth === 0
        ? 'id'
        : `... on Cup { next { id ${wide(depth - 1)} } } ... on Pot { next { __typename ${wide(depth - 1)} } } next { id }`;
    expect(estimate(`{ things { ${wide(14)} } }`)).toBe(Infinity);
  });
});

describe('the cost of an answer', () => {
  const book = { title: 'x', author: { name: 'y' } };
  it.each([
    ['counts items that are there', '{ few { title author { name } } }', { few: [book, null, book] }, 4],
    ['an empty list is free', '{ few { title } }', { few: [] }, 0],
    [
      'null is free',
      '{ few { title } connection { edges { node { title } } } }',
      { few: null, connection: null },
      0,
    ],
    [
      'lists within lists',
      '{ few { author { books { title } } } }',
      { few: [{ author: { books: [book, book] } }, { author: { books: [] } }] },
      2 + 2 + 2,
    ],
    ['without lists it is the estimate', '{ book { author { name } } }', { book }, 2],
    [
      'by response keys',
      '{ few: things { id } things: few { title } }',
      { few: [book], things: [book, book] },
      3,
    ],
    [
      'the dearest of an abstract type, as far as it is there',
      '{ things { id ... on Pot { report { text } } } }',
      { things: [{}] },
      8,
    ],
  ])('%s', (_what, query, data, cost) => {
    expect(actual(query, data)).toBe(cost);
  });

  it('leaves out what @include left out', () => {
    const query = 'query ($s: Boolean!) { book @include(if: $s) { title } }';
    expect(actual(query, {}, { s: false })).toBe(0);
    expect(actual(query, { book }, { s: true })).toBe(1);
  });
});

it('a supergraph that says nothing of costs has none', () => {
  const none = readCostWeights(parse('type Query { a: Int @cost(weight: 5) }'));
  expect([none.types.size, none.fields.size, none.inputFields.size]).toEqual([0, 0, 0]);
});

describe('the refusal of what costs too much', () => {
  const refusalOf = (query: string, variables = {}) =>
    tooExpensive(1_000, 10, dearestFields(operationOf(query), RULES, variables), weights);

  it.each([
    [
      'a page that is large',
      '{ connection(first: 90) { edges { node { title } } } book { title } }',
      'Most of it is "connection.edges": 180 points. Give "connection" a smaller "first", or',
    ],
    [
      'by its name in the answer',
      '{ all: page(first: 90) { author { books { title } } } few { title } }',
      'Most of it is "all.author.books": 360 points. Give "all" a smaller "first" or "last", or',
    ],
    [
      'a list that is had in pages too',
      '{ shelf { all { author { name } } } }',
      'Most of it is "shelf.all": 20 points. Ask for "paged" there, which has the same in pages, or',
    ],
    [
      'on one of several types',
      '{ things { ... on Pot { report { text } } } }',
      'Most of it is "things": 16 points.',
    ],
    ['what is no list', 'mutation { dear }', 'Most of it is "dear": 60 points. Ask for smaller pages, or'],
    [
      'introspection',
      '{ __schema { types { name } } }',
      'limit. Most of it is what is asked of the schema: 50 points. Ask for the schema once, or for single types by "__type"',
    ],
    [
      'introspection under many names, none of which is much',
      '{ a: __schema { types { name } } b: __schema { types { name } } c: __type(name: "Book") { name } book { title } }',
      'Most of it is what is asked of the schema: 150 points. Ask for the schema once',
    ],
    [
      'nothing that stands out',
      '{ a: book { title } b: book { title } c: book { title } }',
      'limit. Ask for',
    ],
  ])('names %s', (_what, query, words) => {
    expect(refusalOf(query).message).toContain(words);
  });

  it('names the field that turned out to be dear', () => {
    const { message, extensions } = tooExpensive(30, 10, fieldNamed('Shelf.all', RULES), weights);
    expect(message).toContain('Most of it is "Shelf.all". Ask for "paged" there');
    expect(extensions).toMatchObject({ cost: 30, maximum: 10, field: 'Shelf.all' });
    for (const unknown of ['Nobody.all', 'Shelf.none', null]) expect(fieldNamed(unknown, RULES)).toEqual([]);
  });
});
