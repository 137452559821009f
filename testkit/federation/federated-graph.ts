import { composeServices } from '@apollo/composition';
import { parse, type GraphQLSchema } from 'graphql';
import { loadSupergraph, type Supergraph } from '../../gateway/src/supergraph/supergraph';
import { readContracts, type SubgraphContract } from './subgraph-contract';
import { World, type FieldFunction, type Row, type Shapeless } from './world';

/** What a test says of its graph. */
export interface GraphDefinition {
  name: string;
  /** SDL by subgraph, without the links, which {@link FEDERATION} brings. */
  subgraphs: Readonly<Record<string, string>>;
  /** Fresh rows at each call. */
  rows: () => Row[];
  /** Root fields and those with arguments, as `Type.field`; an interface's name stands for all its types. */
  fields: Readonly<Record<string, FieldFunction>>;
  /** Fields with `@requires`: computed from what is required, and nothing else. */
  requires?: Readonly<Record<string, (given: Shapeless, args: Shapeless) => unknown>>;
  /** Values for arguments, by `Type.field(argument)` or by the name of an input type. */
  values: Readonly<Record<string, readonly unknown[]>>;
}

/** A graph ready for use. */
export interface FederatedGraph {
  readonly definition: GraphDefinition;
  readonly supergraph: Supergraph;
  /** The API schema, as composition derives it; no engine had a hand in it. */
  readonly schema: GraphQLSchema;
  readonly contracts: readonly SubgraphContract[];
  createWorld(): World;
}

const DIRECTIVES = [
  '@key',
  '@requires',
  '@provides',
  '@external',
  '@shareable',
  '@interfaceObject',
  '@override',
];
const FEDERATION = `extend schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${[
    ...DIRECTIVES,
    '@inaccessible',
    '@extends',
    '@tag',
  ].map((name) => `"${name}"`)}])
`;

/** The SDL of a definition's subgraph with its links; one that brings links of its own stays as it is. */
const withLinks = (sdl: string): string => (/@link\b|^#fed1/.test(sdl) ? sdl : FEDERATION + sdl);

/**
 * Composes a definition.
 *
 * @param urls addresses of subgraphs, for those that listen somewhere
 * @throws Error with every composition error
 */
export function openFederatedGraph(
  definition: GraphDefinition,
  urls: Readonly<Record<string, string>> = {},
): FederatedGraph {
  const services = Object.entries(definition.subgraphs).map(([name, sdl]) => ({
    name,
    url: urls[name] ?? `http://${name}.invalid/graphql`,
    typeDefs: parse(withLinks(sdl)),
  }));
  const { supergraphSdl, schema, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return {
    definition,
    supergraph: loadSupergraph(supergraphSdl, definition.name, 'public'),
    schema: schema.toAPISchema().toGraphQLJSSchema(),
    contracts: readContracts(services),
    createWorld: () => new World(definition.rows()),
  };
}
