import { ANONYMOUS_FACTS } from './anonymous-facts';
import { composeServices } from '@apollo/composition';
import {
  getOperationAST,
  getVariableValues,
  parse,
  validate,
  type DocumentNode,
  type GraphQLError,
} from 'graphql';
import { createEngine } from '../gateway/src/engine/create-engine';
import type { EngineParts } from '../gateway/src/engine/engine';
import { operationOf } from '../gateway/src/pipeline/operation';
import type { OperationAnswer } from '../gateway/src/pipeline/answer';
import {
  readAnswer,
  type SubgraphRequest,
  type SubgraphSource,
} from '../gateway/src/sources/subgraph-source';
import { loadSupergraph } from '../gateway/src/supergraph/supergraph';
import type { GatewayContext } from '../gateway/src/pipeline/context';
import { silentLogger } from '../service-kit/process/logger';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@interfaceObject", "@override"])\n`;

/** What a subgraph is asked. */
export interface Asked {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly request: SubgraphRequest;
}

/** Says what a subgraph answers: anything, as it may come over a network; a text is its JSON. Throw a SubgraphFailure for no answer. */
export type Script = (asked: Asked) => unknown;

export interface ScriptedEngine {
  /** All fetches so far, in order. */
  readonly asked: Asked[];
  /** Executes a valid operation. @param context of the request, over an anonymous one's */
  ask(
    query: string,
    variables?: Record<string, unknown>,
    context?: Partial<GatewayContext>,
  ): Promise<OperationAnswer>;
  close(): Promise<void>;
}

/**
 * An engine over subgraphs that answer what a test says.
 *
 * @param subgraphs SDL by name; federation's directives are imported
 * @param options.executor `compiled` by default
 */
export async function scriptedEngine(
  subgraphs: Readonly<Record<string, string>>,
  script: Script,
  options: Partial<Pick<EngineParts, 'isOverrideActive' | 'metrics' | 'planMs'>> & { executor?: string } = {},
): Promise<ScriptedEngine> {
  const asked: Asked[] = [];
  const documents = new Map<string, DocumentNode>(); // as Apollo Server does: one object per text
  const sources = Object.keys(subgraphs).map((name): SubgraphSource => ({
    name,
    close: async () => undefined,
    async fetch(request) {
      const one = { subgraph: name, query: request.query, variables: request.variables, request };
      asked.push(one);
      const said = await script(one);
      return readAnswer(name, JSON.parse(typeof said === 'string' ? said : JSON.stringify(said)));
    },
  }));
  const { executor = 'compiled', ...parts } = options;
  const supergraph = loadSupergraph(composedSupergraph(subgraphs), 'of the test', 'public');
  const engine = await createEngine(executor, { supergraph, sources, log: silentLogger(), ...parts });
  return {
    asked,
    close: () => engine.close(),
    async ask(query, variables = {}, context = {}) {
      const document = documents.get(query) ?? parse(query);
      documents.set(query, document);
      const invalid = validate(engine.schema, document)[0];
      const definition = getOperationAST(document);
      if (invalid || !definition) throw invalid ?? new Error('the test asks no single operation');
      const given = getVariableValues(engine.schema, definition.variableDefinitions ?? [], variables);
      if (!given.coerced) throw given.errors?.[0] as GraphQLError;
      return engine.execute({
        operation: operationOf({ document, definition, schema: engine.schema, hash: query }),
        variables: given.coerced,
        context: { ...requestContext(), ...context },
        head: { headers: new Map() },
      });
    },
  };
}

/** What requests say of their deadline. */
export const DEADLINE_AT = 4_000_000_000_000;

/** What a request without a token brings. */
export const requestContext = (): GatewayContext => ({
  facts: ANONYMOUS_FACTS,
  viewer: null,
  startedAt: Date.now(),
  deadlineAt: DEADLINE_AT,
  headers: {},
  decisions: {},
});

/** Composes subgraphs. @throws Error for what doesn't compose */
function composedSupergraph(subgraphs: Readonly<Record<string, string>>): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}.invalid`,
    typeDefs: parse(HEAD + sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
