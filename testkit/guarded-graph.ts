import { composed } from './composed';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, type GraphQLSchema } from 'graphql';
import { gql } from 'graphql-tag';
import { loadSupergraph, type Supergraph } from '../gateway/src/supergraph/supergraph';
import type { SubgraphTransport } from '../gateway/src/sources/transports';

/*
 * Three subgraphs that guard nothing themselves, with an auth directive in every place there is: what a client may not
 * see, only the gateway keeps from it. Every document that reaches a subgraph is recorded.
 */

const HEADER = `
  extend schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable",
      "@interfaceObject", "@composeDirective", "@authenticated", "@requiresScopes", "@policy"])
    @link(url: "https://cashcraft.dev/directives/v1.0", import: ["@public"])
    @composeDirective(name: "@public")
  directive @public on FIELD_DEFINITION
`;

const SDL = {
  people: `${HEADER}
    type Query {
      number: Int
      me: User @authenticated
      user(id: ID!): User
      users: [User!]!
      secret: String @requiresScopes(scopes: [["secret"]])
      must: String! @requiresScopes(scopes: [["must"]])
      ruled: Int @policy(policies: [["p1", "p2"], ["p3"]])
      account: Account
      openAccount: Account @public
      accounts: [Account!]
    }
    type Mutation {
      rename(id: ID!, name: String!): User
      wipe: Int @requiresScopes(scopes: [["admin"]])
      purge: Int! @requiresScopes(scopes: [["admin"]])
    }
    type User @key(fields: "id") {
      id: ID!
      name(upper: Boolean): String
      email: String @requiresScopes(scopes: [["email"]])
      ssn: String! @requiresScopes(scopes: [["ssn"]])
      mood: Mood
      moods: [Mood!]!
      token: Token
      account: Account
      friends: [User!]!
    }
    type Account @authenticated {
      id: ID!
      balance: Int @requiresScopes(scopes: [["a", "b"], ["c"]])
      strictBalance: Int! @requiresScopes(scopes: [["c"]])
      owner: User!
    }
    enum Mood @requiresScopes(scopes: [["mood"]]) { GOOD BAD }
    scalar Token @policy(policies: [["p3"]])
  `,
  shelf: `${HEADER}
    type Query {
      media: [Media!]
      maybe: [Media]
      grid: [[Media]!]
      first: Media
      sure: Media!
      search: [Result]
      strict: [Result!]!
      closed: [Closed]
    }
    interface Media @key(fields: "id") { id: ID! title: String price: Int next: Media twin: Media }
    type Book implements Media @key(fields: "id") {
      id: ID! title: String price: Int next: Media twin: Book author: User pages: Int
    }
    type Film implements Media @key(fields: "id") @requiresScopes(scopes: [["film"]]) {
      id: ID! title: String price: Int next: Media twin: Film length: Int
    }
    type Song implements Media @key(fields: "id") {
      id: ID!
      title: String @requiresScopes(scopes: [["song"]])
      price: Int! @requiresScopes(scopes: [["song"]])
      next: Media
      twin: Song
      singer: User
    }
    union Result = User | Book | Film | Song
    interface Closed { x: Int }
    type ClosedOne implements Closed @requiresScopes(scopes: [["one"]]) { x: Int }
    type ClosedTwo implements Closed @requiresScopes(scopes: [["two"]]) { x: Int }
    type User @key(fields: "id") { id: ID! library: [Media!]! }
  `,
  extras: `${HEADER}
    type Query { top: Media }
    type User @key(fields: "id") {
      id: ID!
      email: String @external
      "Loses its directive in {@link guardedSupergraph}."
      badge: String @requires(fields: "email") @requiresScopes(scopes: [["email"]])
      stars: Int
    }
    type Media @interfaceObject @key(fields: "id") {
      id: ID!
      likes: Int @requiresScopes(scopes: [["likes"]])
      views: Int
      fan: User
    }
  `,
};
type Name = keyof typeof SDL;

/**
 * Composes the graph. `User.badge` then has no directive of its own, as an older composition would let it: what it
 * requires has one.
 */
export function guardedSupergraph(): Supergraph {
  const supergraphSdl = composed(SDL);
  const sdl = supergraphSdl.replace(/(badge: String .*) @requiresScopes\(.*\)$/m, '$1');
  if (sdl === supergraphSdl) throw new Error('User.badge was not found');
  return loadSupergraph(sdl, 'guarded', 'public');
}

const user = (id: string) => ({
  __typename: 'User',
  id,
  name: ({ upper }: { upper?: boolean }) => (upper ? `USER ${id}` : `User ${id}`),
  email: `${id}@example.com`,
  ssn: `ssn-${id}`,
  mood: id === 'u1' ? 'GOOD' : null,
  moods: ['GOOD', 'BAD'],
  token: `token-${id}`,
  get account(): object | null {
    return id === 'u3' ? null : accountOf(id);
  },
  get friends(): unknown[] {
    return id === 'u1' ? [users[1], users[2]] : [];
  },
  get library(): Medium[] {
    return id === 'u1' ? media : media.slice(0, 1);
  },
  badge: `badge of ${id}@example.com`,
  stars: id.length,
});

const accountOf = (id: string): object => ({
  __typename: 'Account',
  id: `a-${id}`,
  balance: 10,
  strictBalance: 10,
  get owner(): unknown {
    return users.find((one) => one.id === id);
  },
});

const users = ['u1', 'u2', 'u3'].map(user);

const medium = (__typename: string, id: string, next: number | null) => ({
  __typename,
  id,
  title: `Title ${id}`,
  price: 5,
  pages: 100,
  length: 90,
  get next(): unknown {
    return next === null ? null : media[next];
  },
  get twin(): unknown {
    return media.find((one) => one.id === id);
  },
  get author(): unknown {
    return users[0];
  },
  get singer(): unknown {
    return users[1];
  },
  likes: 3,
  views: 4,
  get fan(): unknown {
    return users[1];
  },
});
type Medium = ReturnType<typeof medium>;

const media: Medium[] = [
  medium('Book', 'm1', 1),
  medium('Film', 'm2', 2),
  medium('Song', 'm3', null),
  medium('Book', 'm4', 2),
];

/** What every root field answers, whoever serves it. */
export const ROOTS: Record<string, unknown> = {
  number: 7,
  me: users[0],
  user: ({ id }: { id: string }) => users.find((one) => one.id === id) ?? null,
  users,
  secret: 'secret',
  must: 'must',
  ruled: 1,
  account: accountOf('u1'),
  openAccount: accountOf('u1'),
  accounts: [accountOf('u1'), accountOf('u2')],
  media,
  maybe: [media[0], null, media[1]],
  grid: [[media[1], media[2]], [null], [media[0]]],
  first: media[0],
  top: media[1],
  sure: media[2],
  search: [users[0], ...media],
  strict: [media[3], users[1]],
  rename: ({ id }: { id: string }) => users.find((one) => one.id === id) ?? null,
  wipe: 1,
  purge: 1,
  closed: [
    { __typename: 'ClosedOne', x: 1 },
    { __typename: 'ClosedTwo', x: 2 },
  ],
};

export interface GuardedGraph {
  readonly transports: Record<string, SubgraphTransport>;
  /** Every document that reached a subgraph, in order, with the schema it is for. */
  readonly fetched: { readonly query: string; readonly schema: GraphQLSchema }[];
  /** Mutations that were executed. */
  readonly changes: string[];
}

/** Makes the three subgraphs. */
export function createGuardedGraph(): GuardedGraph {
  const fetched: GuardedGraph['fetched'] = [];
  const changes: string[] = [];
  const rootValue = {
    ...ROOTS,
    rename: ({ id }: { id: string }) => changes.push(`rename ${id}`) && users.find((one) => one.id === id),
    wipe: () => changes.push('wipe') && 1,
    purge: () => changes.push('purge') && 1,
  };
  const transports = (Object.keys(SDL) as Name[]).map((name): [string, SubgraphTransport] => {
    const schema = subgraphSchema(name);
    const execute = async (request: { query: string; variables?: Record<string, unknown> | undefined }) => {
      fetched.push({ query: request.query, schema });
      const { data, errors } = await graphql({
        schema,
        source: request.query,
        rootValue: name === 'extras' ? { top: pick(ROOTS['top'] as object) } : rootValue,
        variableValues: request.variables ?? {},
      });
      return { data: data ?? null, ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}) };
    };
    return [name, { kind: 'in-process', execute: execute as never }];
  });
  return { transports: Object.fromEntries(transports), fetched, changes };
}

function subgraphSchema(name: Name): GraphQLSchema {
  const find = ({ id }: { id: string }) => [...users, ...media].find((one) => one.id === id) ?? null;
  const badge = ({ email }: { email?: string }) => `badge of ${email}`;
  const resolvers: Record<string, object> = {
    User: {
      __resolveReference: (reference: { id: string }) => ({ ...find(reference), ...reference }),
      ...(name === 'extras' ? { badge } : {}),
    },
    ...(name === 'shelf'
      ? Object.fromEntries(
          ['Media', 'Book', 'Film', 'Song'].map((type) => [type, { __resolveReference: find }]),
        )
      : {}),
    ...(name === 'extras'
      ? { Media: { __resolveReference: (reference: object) => pick(find(reference as never)) } }
      : {}),
  };
  return buildSubgraphSchema({ typeDefs: gql(SDL[name]), resolvers: resolvers as never });
}

/** An interface object knows no concrete type. */
const pick = (found: object | null) => {
  const { id, likes, views, fan } = (found ?? {}) as Medium;
  return found && { __typename: 'Media', id, likes, views, fan };
};
