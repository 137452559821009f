import type { GraphDefinition } from '../../../testkit/federation/federated-graph';
import { ref, type Row, type Shapeless, type World } from '../../../testkit/federation/world';

/*
 * Changes: mutations of several subgraphs in one operation, which have to run one after the other; root types of other
 * names; enums and inputs of which subgraphs know different parts; what is inaccessible; Federation 1 beside 2.
 */

const subgraphs = {
  accounts: `
    schema { query: AccountQueries mutation: AccountChanges }
    type AccountQueries { account(id: ID!): Account accounts(of: [Kind!]): [Account!]! secret: String @inaccessible }
    type AccountChanges {
      open(input: OpenInput!): Account!
      add(num: Int!): Counted!
      rename(id: ID!, name: String): Account
      note(text: String = "nothing", kinds: [Kind!]! = [GOLD]): String @shareable
    }
    input OpenInput { name: String! kind: Kind = PLAIN limits: [LimitInput!] }
    input LimitInput { upTo: Int! = 10 note: String }
    enum Kind { PLAIN GOLD }
    type Account @key(fields: "id") { id: ID! name: String @shareable kind: Kind! @shareable tags: [String!] @tag(name: "x") }
    type Counted { value: Int! account: Account }
  `,
  balances: `
    schema { query: Query mutation: Changes }
    type Query { richest: Account worth(kind: Kind! = GOLD, page: Page): Int }
    type Changes {
      multiply(by: Int!): Multiplied!
      note(text: String = "nothing", kinds: [Kind!]! = [GOLD]): String @shareable
      clear: Boolean
    }
    input Page { first: Int! skip: Int }
    enum Kind { PLAIN GOLD HIDDEN @inaccessible }
    type Account @key(fields: "id") {
      id: ID!
      kind: Kind! @shareable
      tags: [String!] @external
      balance: Int!
      cents: Int! @inaccessible
      status: String @requires(fields: "tags")
    }
    type Multiplied { product: Int! owner: Account }
  `,
  reports: `
    type Query { report(page: Page!): [Line] }
    type Mutation { annotate(line: Int!, words: [String] = ["a", null]): Line }
    input Page { first: Int! }
    type Line { text: String account: Account }
    type Account @key(fields: "id") { id: ID! cents: Int! @external report: String @requires(fields: "cents") }
  `,
  // Federation 1: no links, everything shareable by default, owners by extension.
  legacy: `#fed1
    extend type Query { oldest: Account providedOldest: Account @provides(fields: "name") }
    extend type Account @key(fields: "id") {
      id: ID! @external
      name: String @external
      since: Int
      motto: String @requires(fields: "name")
    }
  `,
};

const account = (id: string, more: object): Row => ({
  __typename: 'Account',
  id,
  name: `Name ${id}`,
  kind: 'PLAIN',
  tags: ['x', id],
  balance: 10,
  cents: 1000,
  since: 1999,
  ...more,
});

const rows = (): Row[] => [
  account('c1', {}),
  account('c2', { kind: 'GOLD', name: null, tags: null }),
  account('c3', { kind: 'GOLD', balance: -3, since: null }),
];

/** Notes what was done, and answers a number that depends on all that was done before. */
function count(world: World, what: string, change: (value: number) => number): number {
  world.log.push(what);
  world.state['count'] = change(world.state['count'] ?? 1) % 1_000_003;
  return world.state['count'];
}

export const ledger: GraphDefinition = {
  name: 'ledger',
  subgraphs,
  rows,
  fields: {
    'Query.account': (_row, { id }, world) => world.find('Account', id),
    'Query.accounts': (_row, { of }, world) =>
      world.rowsOf('Account').filter(({ kind }) => !of || (of as unknown[]).includes(kind)),
    'Query.richest': () => ref('Account', 'c1'),
    'Query.worth': (_row, args) => JSON.stringify(args).length,
    'Query.report': (_row, { page }) => [
      { __typename: 'Line', text: `first ${page.first}`, account: ref('Account', 'c1') },
      null,
      { __typename: 'Line', text: null, account: ref('Account', 'c3') },
    ],
    'Query.oldest': () => ref('Account', 'c1'),
    'Query.providedOldest': () => ref('Account', 'c3'),
    'Mutation.open': (_row, { input }, world) => {
      const value = count(world, `open ${sorted(input)}`, (before) => before + 17);
      return world.add(account(`new${value}`, { name: input.name, kind: input.kind ?? 'PLAIN' }));
    },
    'Mutation.add': (_row, { num }, world) => ({
      __typename: 'Counted',
      value: count(world, `add ${num}`, (before) => before + num),
      account: ref('Account', 'c2'),
    }),
    'Mutation.multiply': (_row, { by }, world) => ({
      __typename: 'Multiplied',
      product: count(world, `multiply ${by}`, (before) => before * by),
      owner: ref('Account', 'c2'),
    }),
    'Mutation.rename': (_row, { id, name }, world) => {
      count(world, `rename ${id} ${name}`, (before) => before + 1);
      // A copy: what is read of an account through another subgraph must not depend on when it is read.
      const row = world.find('Account', id);
      return row && { ...row };
    },
    'Mutation.note': (_row, args, world) => `${count(world, `note ${sorted(args)}`, (before) => before + 3)}`,
    'Mutation.clear': (_row, _args, world) => count(world, 'clear', () => 1) === 1,
    'Mutation.annotate': (_row, { line, words }, world) => ({
      __typename: 'Line',
      text: `${count(world, `annotate ${line}`, (before) => before * 3 + line)} ${JSON.stringify(words)}`,
      account: ref('Account', 'c3'),
    }),
  },
  requires: {
    'Account.status': ({ tags }) => `tags ${JSON.stringify(tags)}`,
    'Account.report': ({ cents }) => `${cents} cents`,
    'Account.motto': ({ name }) => `${name} for ever`,
  },
  values: {
    'Query.account(id)': ['c1', 'c2', 'c3', 'none'],
    'Mutation.rename(id)': ['c1', 'c2', 'none'],
  },
};

const sorted = (value: Shapeless): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
