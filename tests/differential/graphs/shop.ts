import type { GraphDefinition } from '../../../testkit/federation/federated-graph';
import { ref, refs, type Row, type Shapeless } from '../../../testkit/federation/world';

/*
 * A shop: what most graphs are made of. Entities with one key or two, `@requires` (several fields, chained, through lists,
 * with arguments of its own), `@provides`, value types, input objects, enums, a custom scalar, nested lists with nulls.
 */

const subgraphs = {
  products: `
    scalar Money
    enum Order { NAME PRICE }
    enum Currency { USD EUR }
    type Query {
      products(first: Int = 3, order: Order! = NAME): [Product]
      product(upc: ID!): Product
      search(filter: ProductFilter = { words: ["a"], range: { min: 1 } }): String
      grid: [[Product]!]
    }
    input ProductFilter { words: [String!] order: [Order] range: Range tags: [[String]] }
    input Range { min: Int! = 1 max: Int }
    type Product @key(fields: "upc") @key(fields: "sku { vendor code }") {
      upc: ID!
      sku: Sku!
      name: String @shareable
      price: Int
      weight: Float
      cost(currency: Currency = USD, factor: Int! = 1): Money
      size: Size
      parts: [Part!]
      matrix: [[Int]]
    }
    type Sku @shareable { vendor: String! code: ID! }
    type Size @shareable { width: Int height: Int }
    type Part { name: String! grams: Int }
  `,
  inventory: `
    enum Stock { NONE SOME MANY }
    type Query { scarce: [Product!]! }
    type Product @key(fields: "upc") {
      upc: ID!
      price: Int @external
      weight: Float @external
      size: Size @external
      parts: [Part!] @external
      stock: Stock!
      perStock(of: [Stock!]! = [SOME, MANY]): [Boolean!]
      shipping: Float @requires(fields: "price weight")
      shippingNote(prefix: String = "about"): String @requires(fields: "price weight")
      area: Int @requires(fields: "size { width height }")
      grams: [Int] @requires(fields: "parts { grams }")
    }
    type Size @shareable { width: Int height: Int }
    type Part @external { grams: Int }
  `,
  logistics: `
    type Product @key(fields: "sku { vendor code }") {
      sku: Sku!
      shipping: Float @external
      area: Int @external
      carrier: String @requires(fields: "shipping area")
      route: [Stop!]!
    }
    type Sku @shareable { vendor: String! code: ID! }
    type Stop { city: String! product: Product next: Stop }
  `,
  reviews: `
    type Query { reviews(by: ID): [Review!]! latest: Review @provides(fields: "author { name } product { name }") }
    type Review @key(fields: "id") {
      id: ID!
      body: String
      stars: Int!
      author: User @provides(fields: "name")
      product: Product
    }
    type User @key(fields: "id") @key(fields: "email") {
      id: ID!
      email: String!
      name: String @external
      reviews(minStars: Int = 0): [Review!]
    }
    type Product @key(fields: "upc") {
      upc: ID!
      name: String @external
      reviews(first: Int): [Review]
      carrier: String @external
      advice: String @requires(fields: "carrier")
    }
  `,
  accounts: `
    type Query { me: User users: [User] user(id: ID!): User }
    type User @key(fields: "id") {
      id: ID!
      email: String! @shareable
      name: String @shareable
      nick: String
      friends: [User]
      favourites: [Product!]
      bestReview: Review
    }
    type Product @key(fields: "upc", resolvable: false) { upc: ID! }
    type Review @key(fields: "id", resolvable: false) { id: ID! }
  `,
};

const product = (upc: string, name: string | null, price: number | null, more: object): Row => ({
  __typename: 'Product',
  upc,
  sku: { __typename: 'Sku', vendor: `v${upc}`, code: `c${upc}` },
  name,
  price,
  weight: price === null ? null : price / 4,
  size: { __typename: 'Size', width: price, height: 2 },
  parts: [
    { __typename: 'Part', name: `${upc}-bolt`, grams: 5 },
    { __typename: 'Part', name: `${upc}-nut`, grams: null },
  ],
  matrix: [[1, null], null, [], [3]],
  stock: 'SOME',
  route: [stop('Kyiv', upc, stop('Lviv', 'p2', null))],
  ...more,
});

const stop = (city: string, upc: string, next: Row | null): Row => ({
  __typename: 'Stop',
  city,
  product: ref('Product', upc),
  next,
});

const user = (id: string, name: string | null, more: object): Row => ({
  __typename: 'User',
  id,
  email: `${id}@shop.example`,
  name,
  nick: `nick ${id}`,
  ...more,
});

const review = (id: string, stars: number, author: string, upc: string | null): Row => ({
  __typename: 'Review',
  id,
  stars,
  body: stars > 3 ? `Good ${id}` : null,
  author: ref('User', author),
  product: upc === null ? null : ref('Product', upc),
});

const rows = (): Row[] => [
  product('p1', 'Anvil', 11, {}),
  product('p2', 'Bench', 20, { stock: 'NONE', parts: null }),
  product('p3', null, null, { size: null, route: [] }),
  product('p4', 'Door', 7, { stock: 'MANY', matrix: null, parts: [] }),
  user('u1', 'Ann', { friends: refs('User', 'u2', 'u3'), favourites: refs('Product', 'p1', 'p1', 'p4') }),
  user('u2', 'Bob', {
    friends: [ref('User', 'u1'), null],
    favourites: null,
    bestReview: ref('Review', 'r2'),
  }),
  user('u3', null, { friends: [], favourites: refs('Product', 'p3'), nick: null }),
  review('r1', 5, 'u1', 'p1'),
  review('r2', 2, 'u2', 'p1'),
  review('r3', 4, 'u1', 'p3'),
  review('r4', 3, 'u3', null),
];

const shippingOf = ({ price, weight }: Shapeless) =>
  price === null || weight === null ? null : Number(price) * 2 + Number(weight);

/** Arguments as they arrived, in one string: a lost or changed one shows. */
const said = (args: object): string => JSON.stringify(args, Object.keys(flattened(args)).sort());

const flattened = (value: unknown): object =>
  value !== null && typeof value === 'object'
    ? Object.assign({}, value, ...Object.values(value).map(flattened))
    : {};

export const shop: GraphDefinition = {
  name: 'shop',
  subgraphs,
  rows,
  fields: {
    'Query.products': (_row, { first, order }, world) => {
      const all = world.rowsOf('Product');
      const sorted =
        order === 'PRICE' ? [...all].sort((a, b) => Number(a['price']) - Number(b['price'])) : all;
      return [...sorted.slice(0, Math.max(0, first ?? 2)), null];
    },
    'Query.product': (_row, { upc }, world) =>
      world.rowsOf('Product').find((one) => one['upc'] === upc) ?? null,
    'Query.search': (_row, args) => said(args),
    'Query.grid': (_row, _args, world) => [
      world.rowsOf('Product').slice(0, 2),
      [],
      [null, world.rowsOf('Product')[2]],
    ],
    'Query.scarce': (_row, _args, world) => world.rowsOf('Product').filter(({ stock }) => stock !== 'MANY'),
    'Query.reviews': (_row, { by }, world) =>
      world
        .rowsOf('Review')
        .filter((one) => (by ?? null) === null || (one['author'] as { id: string }).id === by),
    'Query.latest': () => ref('Review', 'r3'),
    'Query.me': () => ref('User', 'u1'),
    'Query.users': (_row, _args, world) => [null, ...world.rowsOf('User')],
    'Query.user': (_row, { id }, world) => world.find('User', id),
    'Product.cost': ({ price }, { currency, factor }) =>
      `${String(price)} ${String(currency)} x${String(factor)}`,
    'Product.perStock': ({ stock }, { of }) => (of as string[]).map((one) => one === stock),
    'Product.reviews': ({ upc }, { first }, world) =>
      world
        .rowsOf('Review')
        .filter(({ product: of }) => (of as { id: string } | null)?.id === upc)
        .slice(0, Math.max(0, first ?? 9)),
    'User.reviews': ({ id }, { minStars }, world) =>
      world
        .rowsOf('Review')
        .filter(
          (one) => (one['author'] as { id: string }).id === id && Number(one['stars']) >= (minStars ?? 0),
        ),
  },
  requires: {
    'Product.shipping': shippingOf,
    'Product.shippingNote': (given, { prefix }) => `${String(prefix)} ${shippingOf(given)}`,
    'Product.area': ({ size }) => (size === null ? null : Number(size.width) * Number(size.height)),
    'Product.grams': ({ parts }) =>
      parts === null ? null : (parts as Shapeless[]).map(({ grams }) => grams),
    'Product.carrier': ({ shipping, area }) => `carrier for ${shipping} and ${area}`,
    'Product.advice': ({ carrier }) => `Ask the ${carrier}`,
  },
  values: {
    'Query.product(upc)': ['p1', 'p2', 'p3', 'p4', 'none'],
    'Query.user(id)': ['u1', 'u2', 'none'],
    'Query.reviews(by)': ['u1', 'u3', 'none'],
  },
};
