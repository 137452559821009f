import { buildSubgraphSchema } from '@apollo/subgraph';
import { gql } from 'graphql-tag';
import type { RequestFacts } from '../service-kit/subgraph/context';
import type { Subgraph } from '../service-kit/subgraph/subgraph';
import type { TokenVerifier } from '../service-kit/auth/viewer';
import type { Estimate, World } from './world';

/*
 * Three small subgraphs in the shapes of identity, crm and estimates, answering from memory. Without the product's rules
 * and database: this benchmark is about gateways.
 */

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])`;
const MONEY = `type Money @shareable { amount: String! currency: String! }`;

export const SUBGRAPH_SDL = {
  identity: `${HEAD}
    type Query { me: User! }
    type User @key(fields: "id") {
      id: ID! email: String! displayName: String! role: Role! organization: Organization!
    }
    type Role { key: String! name: String! }
    type Organization { id: ID! name: String! slug: String! currency: String! }`,
  crm: `${HEAD}
    ${MONEY}
    scalar DateTime
    enum LeadStatus { NEW MEASURED OFFERED WON }
    type Query { leads(page: Int!): [Lead!]! }
    type Lead @key(fields: "id") {
      id: ID! name: String! status: LeadStatus! price: Money! updatedAt: DateTime! contact: Contact
    }
    type Contact { id: ID! name: String! email: String phone: String }`,
  estimates: `${HEAD}
    ${MONEY}
    enum EstimateStatus { DRAFT SENT APPROVED }
    type Query { estimate(id: ID!): Estimate }
    type Estimate @key(fields: "id") {
      id: ID! number: String! status: EstimateStatus! total: Money! positions: [Position!]! author: User lead: Lead
    }
    type Position { id: ID! title: String! unit: String! quantity: String! unitPrice: Money! total: Money! }
    type Lead @key(fields: "id") { id: ID! estimates: [Estimate!]! }
    type User @key(fields: "id", resolvable: false) { id: ID! }`,
} as const;

/** The same in the dialect of Federation 1: no @link, and each type has one home that others extend. */
export const FEDERATION_1_SDL: Record<SubgraphName, string> = {
  identity: federation1(SUBGRAPH_SDL.identity),
  crm: federation1(SUBGRAPH_SDL.crm),
  estimates: federation1(SUBGRAPH_SDL.estimates)
    .replace(
      'type Lead @key(fields: "id") { id: ID!',
      'extend type Lead @key(fields: "id") { id: ID! @external',
    )
    .replace(
      'type User @key(fields: "id", resolvable: false) { id: ID!',
      'extend type User @key(fields: "id") { id: ID! @external',
    ),
};

function federation1(sdl: string): string {
  return sdl.replace(HEAD, '').replace('@shareable ', '').replace('type Query', 'extend type Query');
}

export type SubgraphName = keyof typeof SUBGRAPH_SDL;
export const SUBGRAPH_NAMES = Object.keys(SUBGRAPH_SDL) as SubgraphName[];

interface Context {
  readonly userId: string | null;
}

function resolversOf(world: World) {
  return {
    identity: {
      Query: {
        me: (_root: unknown, _args: unknown, { userId }: Context) => world.users.get(userId ?? '') ?? null,
      },
      User: { __resolveReference: ({ id }: { id: string }) => world.users.get(id) ?? null },
    },
    crm: {
      Query: { leads: (_root: unknown, { page }: { page: number }) => world.leadsOf(page) },
      Lead: { __resolveReference: ({ id }: { id: string }) => world.leads.get(id) ?? null },
    },
    estimates: {
      Query: {
        estimate: (_root: unknown, { id }: { id: string }) => world.estimates.get(id) ?? null,
      },
      Estimate: {
        author: ({ authorId }: Estimate) => ({ id: authorId }),
        lead: ({ leadId }: Estimate) => ({ id: leadId }),
      },
      Lead: { estimates: ({ id }: { id: string }) => world.estimatesOf(id) },
    },
  };
}

/** Makes one of the subgraphs. Its context verifies the token, as every subgraph of the product does. */
export function createBenchSubgraph(name: SubgraphName, world: World, verifier: TokenVerifier): Subgraph {
  return {
    name,
    schema: buildSubgraphSchema({
      typeDefs: gql(SUBGRAPH_SDL[name]),
      resolvers: resolversOf(world)[name] as never,
    }),
    async createContext({ token }: RequestFacts): Promise<Context> {
      return { userId: token === null ? null : (await verifier.verify(token)).userId };
    },
    ready: async () => undefined,
    close: async () => undefined,
  };
}
