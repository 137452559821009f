import { EventEmitter, once } from 'node:events';
import { openRates } from './open-rates';
import { composed } from './composed';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { gql } from 'graphql-tag';
import { PERMISSION_NAMES } from '../schema/permissions';
import { localChanges, type Changes } from '../service-kit/changes/changes';
import type { RequestFacts } from '../service-kit/subgraph/context';
import { conflict, notFound } from '../service-kit/errors/errors';
import { liveField } from '../service-kit/subgraph/live-field';
import { shieldSchema } from '../service-kit/auth/subscription-rules';
import { DecimalScalar } from '../service-kit/subgraph/scalars';
import type { Subgraph } from '../service-kit/subgraph/subgraph';
import { ticksOf, untilOver } from '../service-kit/changes/ticks';
import type { TokenVerifier, Viewer } from '../service-kit/auth/viewer';

/*
 * Two subgraphs without a database, for tests of the gateway: every kind of answer and of trouble has a field.
 */

const HEADER = `
  extend schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/federation/v2.9",
      import: ["@key", "@authenticated", "@requiresScopes", "@composeDirective"])
    @link(url: "https://cashcraft.dev/directives/v1.0", import: ["@public"])
    @composeDirective(name: "@public")
  directive @public on FIELD_DEFINITION
`;

const SDL = {
  crm: `${HEADER}
    scalar Decimal
    type Query {
      leads: [Lead!]! @authenticated
      lead(id: ID!): Lead @authenticated
      secrets: [String!] @requiresScopes(scopes: [["roles:write"]])
      caller: Caller! @public
      explode: String @public
      contradict: Caller @public
      echo(amount: Decimal!): String @public
      hang: String @public
      wait(ms: Int!): String @public
      big(bytes: Int!): String @public
    }
    type Mutation { renameLead(input: RenameLeadInput!): RenameLeadPayload! @requiresScopes(scopes: [["crm:write"]]) }
    type Subscription {
      leadChanged(id: ID!): Lead @authenticated
      "Grows with each change of lead 1; ends when it has reached the goal."
      counter(goal: Int!): Int @public
      "An answer of this many bytes at each change of lead 1."
      flood(bytes: Int!): String @public
    }
    input RenameLeadInput { id: ID! name: String! color: Color }
    enum Color { RED GREEN }
    type RenameLeadPayload { lead: Lead }
    type Lead @key(fields: "id") @authenticated { id: ID! name: String! }
    type Caller {
      requestId: String! ip: String userAgent: String deviceId: String appType: String appVersion: String acceptLanguage: String
      userId: ID
      "Never there, against its own promise."
      promise: String!
    }
  `,
  estimates: `${HEADER}
    type Query {
      estimates: [Estimate!]! @authenticated
      status: String @public
    }
    type Estimate @authenticated { id: ID! lead: Lead }
    type Lead @key(fields: "id") @authenticated {
      id: ID!
      estimates: [Estimate!]!
      "A CONFLICT for the second lead."
      risk: Int
      "Waits as long as the graph hangs."
      score: Int
    }
  `,
};

interface Context {
  facts: RequestFacts;
  viewerOrNull: Viewer | null;
}

export interface TinyGraph {
  readonly crm: Subgraph;
  readonly estimates: Subgraph;
  /** Lets every hanging field answer; later ones don't hang. */
  release(): void;
  /** Waits until so many fields have begun to hang, in all. */
  hanging(count: number): Promise<void>;
  /** Gives a lead another name, and tells those who watch it. */
  rename(id: string, name: string): void;
}

/** What `explode` throws: none of it may reach a client. */
export const SECRET = 'password=hunter2 at db.internal:5432';

/** Composes the two, or one of them; `urls` stand in the supergraph as their addresses. */
export function tinySupergraph(
  urls: { crm: string; estimates?: string } = {
    crm: 'http://crm.invalid',
    estimates: 'http://estimates.invalid',
  },
): string {
  const { crm, estimates } = SDL;
  return composed({ crm, ...(urls.estimates ? { estimates } : {}) }, urls);
}

export function createTinyGraph(verifier: TokenVerifier): TinyGraph {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hung = new EventEmitter();
  let hangs = 0;
  const hang = (): Promise<void> => {
    hangs += 1;
    hung.emit('more');
    return released;
  };
  const changes = localChanges();
  const leads: Lead[] = LEADS.map((lead) => ({ ...lead }));
  return {
    rename(id, name) {
      findLead(leads, id).name = name;
      changes.announce(leadNamed(id));
    },
    crm: createSubgraph('crm', crmResolvers(hang, leads, changes), verifier),
    estimates: createSubgraph('estimates', estimatesResolvers(hang), verifier),
    release: () => release(),
    async hanging(count) {
      while (hangs < count) await once(hung, 'more');
    },
  };
}

function createSubgraph(name: 'crm' | 'estimates', resolvers: object, verifier: TokenVerifier): Subgraph {
  const schema = buildSubgraphSchema({ typeDefs: gql(SDL[name]), resolvers: resolvers as never });
  return {
    name,
    schema: shieldSchema(schema, PERMISSION_NAMES, openRates()),
    createContext: async (facts): Promise<Context> => ({
      facts,
      viewerOrNull: facts.token === null ? null : await verifier.verify(facts.token),
    }),
    routes: (app) => {
      app.get(`/${name}/hello`, async (request, reply) =>
        reply
          .header('set-cookie', 'a=b')
          .header('x-internal', 'secret')
          .send({
            requestId: request.id,
            ip: request.ip,
            authorization: request.headers.authorization ?? null,
            cookie: request.headers.cookie ?? null,
          }),
      );
      app.get(`/${name}/moved`, async (_request, reply) => reply.redirect('https://example.com/'));
    },
    ready: async () => undefined,
    close: async () => undefined,
  };
}

interface Lead {
  id: string;
  name: string;
}

const leadNamed = (id: string) => ({ kind: 'lead', orgId: 'all', id });

const LEADS: readonly Lead[] = [
  { id: '1', name: 'Roof' },
  { id: '2', name: 'Kitchen' },
  { id: '3', name: 'Garden' },
];

/** Ticks of a lead's changes, as fast as they come. */
const changesOf = (changes: Changes, id: string) => ticksOf(changes, leadNamed(id), { intervalMs: 10 });

function subscriptions(leads: Lead[], changes: Changes) {
  return {
    leadChanged: liveField(
      async (_ctx: Context, { id }: { id: string }) => changesOf(changes, findLead(leads, id).id),
      async (_ctx, { id }) => findLead(leads, id),
    ),
    counter: liveField(
      async (_ctx: Context, { goal }: { goal: number }) =>
        untilOver(changesOf(changes, '1'), async () => Number(leads[0]?.name) >= goal),
      async () => Number(leads[0]?.name) || 0,
    ),
    flood: liveField(
      async (_ctx: Context, _args: { bytes: number }) => changesOf(changes, '1'),
      async (_ctx, { bytes }) => `${leads[0]?.name ?? ''} ${'x'.repeat(bytes)}`,
    ),
  };
}

function crmResolvers(hang: () => Promise<void>, leads: Lead[], changes: Changes) {
  return {
    Subscription: subscriptions(leads, changes),
    Decimal: DecimalScalar,
    Query: {
      leads: () => leads,
      lead: (_root: unknown, { id }: { id: string }) => findLead(leads, id),
      secrets: () => ['none'],
      caller: (_root: unknown, _args: unknown, { facts, viewerOrNull }: Context) => ({
        ...facts,
        userId: viewerOrNull?.userId ?? null,
      }),
      explode: () => {
        throw new Error(SECRET);
      },
      contradict: () => ({ requestId: 'x' }),
      echo: (_root: unknown, { amount }: { amount: string }) => amount,
      hang: () => hang().then(() => 'released'),
      wait: (_root: unknown, { ms }: { ms: number }) =>
        new Promise((resolve) => {
          setTimeout(() => resolve('waited'), ms);
        }),
      big: (_root: unknown, { bytes }: { bytes: number }) => 'x'.repeat(bytes),
    },
    Mutation: {
      renameLead: (_root: unknown, { input }: { input: { id: string; name: string } }) => ({
        lead: { ...findLead(leads, input.id), name: input.name },
      }),
    },
    Lead: { __resolveReference: ({ id }: { id: string }) => leads.find((lead) => lead.id === id) ?? null },
  };
}

function findLead(leads: Lead[], id: string): Lead {
  const lead = leads.find((one) => one.id === id);
  if (!lead) throw notFound('Lead');
  return lead;
}

function estimatesResolvers(hang: () => Promise<void>) {
  const ofLead = (id: string) => ({ id: `e${id}`, lead: { id } });
  return {
    Query: { estimates: () => LEADS.map(({ id }) => ofLead(id)), status: () => 'fine' },
    Lead: {
      estimates: ({ id }: { id: string }) => [ofLead(id)],
      risk: ({ id }: { id: string }) => {
        if (id === '2') throw conflict('The risk of this lead is being computed.');
        return Number(id) * 10;
      },
      score: () => hang().then(() => 7),
    },
  };
}
