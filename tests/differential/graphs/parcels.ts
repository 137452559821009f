import type { GraphDefinition } from '../../../testkit/federation/federated-graph';
import { ref, refs, type Row, type Shapeless } from '../../../testkit/federation/world';

/*
 * `@requires` with arguments, also of one field with different ones, while clients ask the same field with theirs; chains
 * and circles of requirements, through lists and through other entities; what is required is inaccessible.
 */

const subgraphs = {
  goods: `
    enum Unit { KG LB }
    type Query { parcels: [Parcel] parcel(upc: ID!): Parcel threads: [Thread] }
    type Parcel @key(fields: "upc") {
      upc: ID!
      name: String
      price(currency: String!): Int
      weight(unit: Unit = KG): Int
      category: Category
    }
    type Category { averagePrice(currency: String!): Int label: String }
    type Thread @key(fields: "id") { id: ID! title: String }
    type Comment @key(fields: "id") { id: ID! authorId: ID body: String! }
  `,
  estimates: `
    enum Unit { KG LB }
    type Parcel @key(fields: "upc") {
      upc: ID!
      weight(unit: Unit = KG): Int @external
      price(currency: String!): Int @external
      category: Category @external
      fee: Int @inaccessible
      estimate: Int @requires(fields: "price(currency: \\"USD\\") weight")
      estimateEur: Int @requires(fields: "price(currency: \\"EUR\\") weight(unit: LB)")
      isExpensive: Boolean @requires(fields: "category { averagePrice(currency: \\"USD\\") }")
      averageEur(times: Int! = 1): Int @requires(fields: "category { averagePrice(currency: \\"EUR\\") }")
    }
    type Category @external { averagePrice(currency: String!): Int }
  `,
  threads: `
    type Thread @key(fields: "id") {
      id: ID!
      author: Author @requires(fields: "comments(limit: 3) { authorId }")
      firstAuthor: ID @requires(fields: "comments(limit: 1) { authorId }")
      comments(limit: Int!): [Comment]
    }
    type Comment @key(fields: "id") { id: ID! date: String authorId: ID @external writer: Author @requires(fields: "authorId") }
    type Author @key(fields: "id") { id: ID! name: String }
  `,
  chain: `
    type Parcel @key(fields: "upc") {
      upc: ID!
      estimate: Int @external
      estimateEur: Int @external
      fee: Int @external
      isExpensive: Boolean @external
      bill: Int @requires(fields: "estimate fee")
      verdict: String @requires(fields: "isExpensive estimateEur")
    }
    type Author @key(fields: "id") { id: ID! years: Int! threads: [Thread!] }
    type Thread @key(fields: "id") { id: ID! byNovice: Boolean! @external byExpert: Boolean! @requires(fields: "byNovice") }
  `,
  circle: `
    type Parcel @key(fields: "upc") {
      upc: ID!
      bill: Int @external
      verdict: String @external
      summary: String @requires(fields: "bill verdict")
    }
    type Thread @key(fields: "id") {
      id: ID!
      starter: Author!
      byNovice: Boolean! @requires(fields: "starter { years }")
    }
    type Author @key(fields: "id") { id: ID! years: Int! @external }
  `,
};

const parcel = (upc: string, price: number | null, label: string | null): Row => ({
  __typename: 'Parcel',
  upc,
  name: `Parcel ${upc}`,
  $price: price,
  category: label === null ? null : { __typename: 'Category', label, $price: price },
  fee: 7,
});

const thread = (id: string, starter: string): Row => ({
  __typename: 'Thread',
  id,
  title: `Thread ${id}`,
  starter: ref('Author', starter),
});

const comment = (id: string, of: string, authorId: string | null): Row => ({
  __typename: 'Comment',
  id,
  $of: of,
  authorId,
  body: `Comment ${id}`,
  date: '2020-01-01',
});

const author = (id: string, years: number, threads: string[]): Row => ({
  __typename: 'Author',
  id,
  name: `Name ${id}`,
  years,
  threads: refs('Thread', ...threads),
});

const rows = (): Row[] => [
  parcel('p1', 11, 'small'),
  parcel('p2', 22, 'large'),
  parcel('p3', null, null),
  thread('t1', 'a1'),
  thread('t2', 'a2'),
  comment('c1', 't1', 'a2'),
  comment('c2', 't1', 'a1'),
  comment('c3', 't1', 'a2'),
  comment('c4', 't2', null),
  comment('c5', 't2', 'a1'),
  author('a1', 2, ['t1']),
  author('a2', 20, []),
];

const RATES: Record<string, number> = { USD: 1, EUR: 2 };
const priced = ({ $price }: Row, { currency }: Shapeless): number | null =>
  $price === null ? null : Number($price) * (RATES[currency as string] ?? 10);

const product = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one * other * 10;

export const parcels: GraphDefinition = {
  name: 'parcels',
  subgraphs,
  rows,
  fields: {
    'Query.parcels': (_row, _args, world) => [...world.rowsOf('Parcel'), null],
    'Query.parcel': (_row, { upc }, world) =>
      world.rowsOf('Parcel').find((row) => row['upc'] === upc) ?? null,
    'Query.threads': (_row, _args, world) => world.rowsOf('Thread'),
    'Parcel.price': priced,
    'Parcel.weight': ({ $price }, { unit }) =>
      $price === null ? null : Number($price) * (unit === 'LB' ? 3 : 1),
    'Category.averagePrice': priced,
    'Thread.comments': ({ id }, { limit }, world) =>
      world
        .rowsOf('Comment')
        .filter(({ $of }) => $of === id)
        .slice(0, Math.max(0, limit)),
  },
  requires: {
    'Parcel.estimate': ({ price, weight }) => product(price, weight),
    'Parcel.estimateEur': ({ price, weight }) => product(price, weight),
    'Parcel.isExpensive': ({ category }) => category !== null && category.averagePrice > 11,
    'Parcel.averageEur': ({ category }, { times }) => category && category.averagePrice * times,
    'Parcel.bill': ({ estimate, fee }) => product(estimate, fee),
    'Parcel.verdict': ({ isExpensive, estimateEur }) => `${isExpensive} ${estimateEur}`,
    'Parcel.summary': ({ bill, verdict }) => `${bill}: ${verdict}`,
    'Thread.author': ({ comments }) => {
      const last = comments.at(-1)?.authorId ?? null;
      return last === null ? null : ref('Author', last);
    },
    'Thread.firstAuthor': ({ comments }) => comments[0]?.authorId ?? null,
    'Thread.byNovice': ({ starter }) => starter.years < 10,
    'Thread.byExpert': ({ byNovice }) => !byNovice,
    'Comment.writer': ({ authorId }) => (authorId === null ? null : ref('Author', authorId)),
  },
  values: {
    'Query.parcel(upc)': ['p1', 'p2', 'p3', 'none'],
    'Parcel.price(currency)': ['USD', 'EUR', 'CHF'],
    'Category.averagePrice(currency)': ['USD', 'EUR', 'CHF'],
    'Thread.comments(limit)': [0, 1, 2, 3],
  },
};
