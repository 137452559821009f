import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { gql } from 'graphql-tag';
import { countLists } from '../service-kit/subgraph/counted-lists';
import type { Subgraph } from '../service-kit/subgraph/subgraph';

/*
 * Subgraphs that are dear to plan over: each has all fields of the same entity, so that there are many ways to each field,
 * and one has fields with arguments of every shape. For tests of what documents may cost.
 */

/** Subgraphs that share the entity. */
const SHARERS = ['one', 'two', 'three', 'four', 'five', 'six'];
/** Fields of the entity that each of them has. */
export const WIDE_FIELDS = 60;

const HEADER = `
  extend schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/federation/v2.9",
      import: ["@key", "@shareable", "@composeDirective"])
    @link(url: "https://cashcraft.dev/directives/v1.0", import: ["@public"])
    @composeDirective(name: "@public")
  directive @public on FIELD_DEFINITION
`;

const wideFields = (): string =>
  Array.from({ length: WIDE_FIELDS }, (_, i) => `f${i}(by: Int): String @shareable`).join('\n');

const wideType = (): string => `
  type Wide @key(fields: "id") {
    id: ID!
    next: Wide @shareable
    ${wideFields()}
  }
`;

function sdlOf(name: string): string {
  if (name !== 'one') return `${HEADER} ${wideType()}`;
  const kinds = Array.from({ length: 20 }, (_, i) => `Kind${i}`);
  return `${HEADER}
    scalar Anything
    input Filter { and: [Filter!] or: [Filter!] not: Filter n: Int text: String any: Anything kind: Kind }
    enum Kind { RED GREEN }
    union Any = ${kinds.join(' | ')}
    ${kinds
      .map(
        (kind) =>
          `type ${kind} { ${'abcdefgh'
            .split('')
            .map((field) => `${field}: Int`)
            .join(' ')} }`,
      )
      .join('\n')}
    type Query {
      ping: String @public
      wide: Wide @public
      any: Any @public
      echo(f: Filter, any: Anything, ids: [ID!], all: [Filter!]): Int @public
    }
    ${wideType()}
  `;
}

const resolvers = {
  Query: { ping: () => 'pong', wide: () => ({ id: '1' }), any: () => null, echo: () => 1 },
  Wide: { __resolveReference: ({ id }: { id: string }) => ({ id }), next: () => ({ id: '1' }) },
};

/** The supergraph's text. */
export function wideSupergraph(): string {
  const { supergraphSdl, errors } = composeServices(
    SHARERS.map((name) => ({ name, url: `http://${name}.invalid`, typeDefs: gql(sdlOf(name)) })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

function schemaOf(name: string): GraphQLSchema {
  const schema = buildSubgraphSchema({
    typeDefs: gql(sdlOf(name)),
    resolvers: (name === 'one' ? resolvers : { Wide: resolvers.Wide }) as never,
  });
  countLists(schema);
  return schema;
}

/** The subgraphs, ready to run in this process or behind a server. */
export const wideSubgraphs = (): Subgraph[] =>
  SHARERS.map((name) => ({
    name: name as never,
    schema: schemaOf(name),
    createContext: async (facts) => ({ facts }),
    ready: async () => undefined,
    close: async () => undefined,
  }));
