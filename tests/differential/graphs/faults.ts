import type { GraphDefinition } from '../../../testkit/federation/federated-graph';
import { fault, ref, refs, type Row } from '../../../testkit/federation/world';

/*
 * Trouble: fields that throw, nulls where none is allowed, entities that one subgraph knows and another doesn't, in lists
 * and lists of lists, with and without places for the null to stop at.
 */

const subgraphs = {
  orders: `
    type Query {
      orders: [Order]
      strict: [Order!]!
      matrix: [[Order!]]
      order(id: ID!): Order!
      broken: Order
      down: String!
      safe: Safe
    }
    type Mutation { cancel(id: ID!): Order refund(id: ID!): Refund! fail: Order }
    type Refund { order: Order }
    type Order @key(fields: "id") {
      id: ID!
      number: Int!
      note: String
      lines: [Line!]
      looseLines: [Line]!
      buyer: Buyer
      payer: Buyer!
      previous: Order
    }
    type Line { id: ID! label: String! price: Int of: Goods holder: Goods! }
    type Goods @key(fields: "code") { code: ID! title: String }
    type Buyer @key(fields: "id", resolvable: false) { id: ID! }
    # Where nulls stop: one level each.
    type Safe { inner: Inner again: Safe }
    type Inner { must: String! orders: [Order!] }
  `,
  buyers: `
    type Query { buyers: [Buyer]! anyone: Party parties: [Party!] }
    type Buyer @key(fields: "id") { id: ID! name: String! age: Int contacts: [Contact!] bestFriend: Buyer! }
    type Firm @key(fields: "id") { id: ID! name: String! seat: String }
    union Party = Buyer | Firm
    type Contact { kind: String! value: String! of: Buyer }
  `,
  shipping: `
    type Order @key(fields: "id") { id: ID! state: State! tracking: String parcels: [Parcel]! }
    enum State { OPEN SENT }
    type Parcel { weight: Float! goods: [Goods!] }
    type Goods @key(fields: "code") { code: ID! stock: Int! place: Place cells: [[Int!]!] }
    type Place { shelf: String! row: Int }
    type Buyer @key(fields: "id") { id: ID! address: String! mood: String }
  `,
};

const order = (id: string, more: object): Row => ({
  __typename: 'Order',
  id,
  number: id.length,
  note: null,
  lines: [line(`${id}-1`, 'g1'), line(`${id}-2`, 'g2')],
  looseLines: [line(`${id}-3`, 'g3'), null],
  buyer: ref('Buyer', 'b1'),
  payer: ref('Buyer', 'b2'),
  previous: null,
  state: 'OPEN',
  tracking: `T${id}`,
  parcels: [{ __typename: 'Parcel', weight: 1.5, goods: refs('Goods', 'g1', 'g2') }, null],
  ...more,
});

const line = (id: string, code: string, more: object = {}): Row => ({
  __typename: 'Line',
  id,
  label: `Line ${id}`,
  price: 3,
  of: ref('Goods', code),
  holder: ref('Goods', 'g1'),
  ...more,
});

const goods = (code: string, more: object): Row => ({
  __typename: 'Goods',
  id: code,
  code,
  title: `Goods ${code}`,
  stock: 2,
  place: { __typename: 'Place', shelf: 's', row: null },
  cells: [[1, 2], []],
  ...more,
});

const buyer = (id: string, more: object): Row => ({
  __typename: 'Buyer',
  id,
  name: `Name ${id}`,
  age: 30,
  contacts: [{ __typename: 'Contact', kind: 'mail', value: `${id}@x`, of: ref('Buyer', 'b1') }],
  bestFriend: ref('Buyer', 'b1'),
  address: `Street ${id}`,
  mood: null,
  ...more,
});

const rows = (): Row[] => [
  order('o1', {}),
  // Throws where null is allowed, and where it isn't.
  order('o2', { note: fault('note'), previous: ref('Order', 'o1'), tracking: fault('tracking') }),
  order('o3', { number: fault('number'), lines: [line('l', 'g4', { label: null })] }),
  order('o4', { state: null, looseLines: [line('x', 'g2', { holder: null, label: fault('label') })] }),
  order('o5', { payer: ref('Buyer', 'b4'), buyer: ref('Buyer', 'b5'), parcels: [null] }),
  // Shipping knows nothing of it: what only shipping can say is null, and `state` may not be.
  order('o6', { $absentIn: ['shipping'] }),
  goods('g1', {}),
  goods('g2', { title: fault('title'), place: { __typename: 'Place', shelf: null, row: 1 } }),
  goods('g3', { $absentIn: ['shipping'] }),
  goods('g4', { stock: fault('stock'), cells: [[1], null] }),
  buyer('b1', { mood: fault('mood') }),
  buyer('b2', { age: fault('age') }),
  buyer('b3', { name: null, contacts: null, bestFriend: ref('Buyer', 'b3') }),
  buyer('b4', { $absentIn: ['buyers', 'shipping'] }),
  buyer('b5', {
    address: fault('address'),
    contacts: [{ __typename: 'Contact', kind: null, value: fault('value') }],
  }),
  { __typename: 'Firm', id: 'f1', name: 'Firm', seat: fault('seat') },
];

export const faults: GraphDefinition = {
  name: 'faults',
  subgraphs,
  rows,
  fields: {
    'Query.orders': (_row, _args, world) => [...world.rowsOf('Order'), null],
    'Query.strict': (_row, _args, world) => world.rowsOf('Order').slice(0, 2),
    'Query.matrix': (_row, _args, world) => [
      world.rowsOf('Order').slice(0, 4),
      [],
      null,
      world.rowsOf('Order').slice(4),
    ],
    'Query.order': (_row, { id }, world) => world.find('Order', id),
    'Query.broken': () => fault('broken'),
    'Query.down': () => fault('down'),
    'Query.safe': () => safe(2),
    'Query.buyers': (_row, _args, world) => world.rowsOf('Buyer').filter(({ id }) => id !== 'b4'),
    'Query.anyone': () => ref('Buyer', 'b3'),
    'Query.parties': () => [ref('Firm', 'f1'), ref('Buyer', 'b1'), ref('Buyer', 'b5')],
    'Mutation.cancel': (_row, { id }, world) => {
      world.log.push(`cancel ${id}`);
      return world.find('Order', id);
    },
    'Mutation.refund': (_row, { id }, world) => {
      world.log.push(`refund ${id}`);
      const order = world.find('Order', id);
      return order && { __typename: 'Refund', order };
    },
    'Mutation.fail': (_row, _args, world) => {
      world.log.push('fail');
      return fault('fail');
    },
  },
  values: {
    'Query.order(id)': ['o1', 'o2', 'o3', 'o6', 'none'],
    'Mutation.cancel(id)': ['o1', 'o4', 'none'],
    'Mutation.refund(id)': ['o1', 'o3', 'o6', 'none'],
  },
};

const safe = (depth: number): Row => ({
  __typename: 'Safe',
  inner: {
    __typename: 'Inner',
    must: depth === 1 ? fault('must') : null,
    orders: refs('Order', 'o1', 'o3'),
  },
  again: depth === 0 ? null : safe(depth - 1),
});
