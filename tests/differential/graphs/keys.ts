import type { GraphDefinition } from '../../../testkit/federation/federated-graph';
import { ref, refs, type Row, type Shapeless } from '../../../testkit/federation/world';

/*
 * Ways from one subgraph to another: composite, nested and list keys, keys that only some subgraphs resolve, hops over
 * a third subgraph, value types that are completed by going back to the entity above them, shared root fields.
 */

const subgraphs = {
  // Knows libraries by id, and hands out books by isbn only.
  libraries: `
    type Query { library(id: ID!): Library libraries: [Library!]! shelf: Shelf! home: Home! @shareable homes: [Home!]! @shareable }
    type Library @key(fields: "id") { id: ID! city: String shelves: [Shelf!]! nearest: [Library!] head: Person }
    type Shelf @key(fields: "books { isbn }") { books: [Book!]! }
    type Book @key(fields: "isbn") { isbn: ID! genre: Genre @shareable }
    type Genre @key(fields: "code") { code: ID! title: String @shareable flagship: Book! @shareable }
    type Person @key(fields: "passport { country number }", resolvable: false) { passport: Passport! }
    type Passport @shareable { country: String! number: ID! }
    type Home { id: ID! @shareable address: Address! @shareable }
    type Address @shareable { street: String }
  `,
  // Translates isbn to the library's own number.
  numbers: `
    type Book @key(fields: "isbn") @key(fields: "isbn number") @key(fields: "number edition { year print }") {
      isbn: ID!
      number: ID!
      edition: Edition
    }
    type Edition @shareable { year: Int! print: Int! }
  `,
  lists: `
    type Query { home: Home! @shareable homes: [Home!]! @shareable }
    type Shelf @key(fields: "books { isbn number }") { books: [Book!]! first: Book @shareable chosen: Book @shareable }
    type Book @key(fields: "isbn number") { isbn: ID! number: ID! }
    type Home { id: ID! @shareable rooms: Int! }
  `,
  prices: `
    type Query { home: Home! @shareable homes: [Home!]! @shareable }
    type Shelf @key(fields: "books { isbn number genre { code } } chosen { isbn }") {
      books: [Book!]!
      first: Book @shareable
      chosen: Book @shareable
      total: Float!
    }
    type Book @key(fields: "isbn number genre { code }") {
      isbn: ID!
      number: ID!
      genre: Genre
      price: Price
    }
    type Genre @key(fields: "code") { code: ID! }
    type Price { amount: Float! currency: String }
    type Home { id: ID! @shareable rent: Price }
  `,
  editions: `
    type Query { editions: [Book!]! }
    type Book @key(fields: "number edition { year print }") {
      number: ID!
      edition: Edition
      pages: Int
      sequel: Book
      author: Person
    }
    type Edition @shareable { year: Int! print: Int! }
    type Person @key(fields: "id", resolvable: false) { id: ID! }
  `,
  people: `
    type Query { people: [Person!] }
    type Person @key(fields: "id") @key(fields: "passport { country number }") @key(fields: "email") {
      id: ID!
      passport: Passport!
      email: String
      name: String
    }
    type Passport @shareable { country: String! number: ID! }
  `,
  // Only by email, which some people don't have.
  letters: `
    type Person @key(fields: "email") { email: String letters: [Letter!] }
    type Letter { to: Person text: String! }
  `,
  // Two subgraphs complete the same value type, by going back to the book.
  reviews: `
    type Book @key(fields: "isbn") { isbn: ID! verdict: Verdict @shareable }
    type Verdict { stars: Int! }
  `,
  critics: `
    type Book @key(fields: "number edition { year print }") { number: ID! edition: Edition verdict: Verdict @shareable }
    type Edition @shareable { year: Int! print: Int! }
    type Verdict { quote: String critic: Person }
    type Person @key(fields: "id", resolvable: false) { id: ID! }
  `,
};

const book = (isbn: string, genre: string, next: string | null, author: string | null): Row => ({
  __typename: 'Book',
  isbn,
  number: `n-${isbn}`,
  genre: ref('Genre', genre),
  edition: { __typename: 'Edition', year: 1900 + Number(isbn.slice(1)), print: 2 },
  pages: isbn === 'b2' ? null : 100,
  sequel: next === null ? null : ref('Book', next),
  author: author === null ? null : ref('Person', author),
  price: isbn === 'b3' ? null : { __typename: 'Price', amount: 9.5, currency: 'EUR' },
  verdict: { __typename: 'Verdict', stars: 4, quote: `On ${isbn}`, critic: ref('Person', 'h1') },
  // The rows are found by `id`.
  id: isbn,
});

const genre = (code: string, flagship: string): Row => ({
  __typename: 'Genre',
  id: code,
  code,
  title: `Genre ${code}`,
  flagship: ref('Book', flagship),
});

const person = (id: string, email: string | null): Row => ({
  __typename: 'Person',
  id,
  passport: { __typename: 'Passport', country: 'UA', number: `7${id}` },
  email,
  name: `Name ${id}`,
  // Who has no email can't be found by it.
  letters: email === null ? null : [{ __typename: 'Letter', to: ref('Person', 'h3'), text: `Dear ${id}` }],
});

const shelf = (books: string[], chosen: string | null): Row => ({
  __typename: 'Shelf',
  id: books.join(),
  books: refs('Book', ...books),
  first: ref('Book', books[0] ?? ''),
  chosen: chosen === null ? null : ref('Book', chosen),
  total: books.length * 9.5,
});

const library = (id: string, city: string | null, shelves: string[], nearest: string[] | null): Row => ({
  __typename: 'Library',
  id,
  city,
  shelves: refs('Shelf', ...shelves),
  nearest: nearest === null ? null : refs('Library', ...nearest),
  head: city === null ? null : ref('Person', 'h1'),
});

const home = (id: string): Row => ({
  __typename: 'Home',
  id,
  address: { __typename: 'Address', street: id === 'm1' ? null : 'Main' },
  rooms: 3,
  rent: { __typename: 'Price', amount: 10, currency: null },
});

const rows = (): Row[] => [
  book('b1', 'g1', 'b2', 'h1'),
  book('b2', 'g1', 'b3', null),
  book('b3', 'g2', null, 'h2'),
  genre('g1', 'b1'),
  genre('g2', 'b3'),
  person('h1', 'h1@mail.example'),
  person('h2', null),
  person('h3', 'h3@mail.example'),
  shelf(['b1', 'b2'], 'b2'),
  shelf(['b3'], 'b1'),
  library('l1', 'Kyiv', ['b1,b2', 'b3'], ['l2', 'l1']),
  library('l2', null, [], null),
  home('m1'),
  home('m2'),
];

export const keys: GraphDefinition = {
  name: 'keys',
  subgraphs,
  rows,
  fields: {
    'Query.library': (_row, { id }: Shapeless, world) => world.find('Library', id),
    'Query.libraries': (_row, _args, world) => world.rowsOf('Library'),
    'Query.shelf': () => ref('Shelf', 'b1,b2'),
    'Query.home': () => ref('Home', 'm1'),
    'Query.homes': () => refs('Home', 'm2', 'm1', 'm2'),
    'Query.editions': (_row, _args, world) => world.rowsOf('Book'),
    'Query.people': (_row, _args, world) => world.rowsOf('Person'),
  },
  values: { 'Query.library(id)': ['l1', 'l2', 'none'] },
};
