import './telemetry-off';
import { ApolloGateway } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import { quiet } from '../../../service-kit/process/quiet-logger';
import { asDataSource } from './apollo-data-source';
import { inClientTerms } from './client-errors';
import type { Engine, EngineParts } from '../engine/engine';
import type { Execute } from '../pipeline/stage';
import { SupergraphError } from '../supergraph/supergraph';

/**
 * Stock `@apollo/gateway`, over our own sources: the engine that defines what is right.
 *
 * @throws SupergraphError for a supergraph that can't be built
 */
export async function createReferenceEngine({ supergraph, sources, log }: EngineParts): Promise<Engine> {
  if (supergraph.labelledFields.length > 0) {
    const fields = supergraph.labelledFields.map(({ type, field }) => `${type}.${field}`);
    log.warn(
      { fields },
      'stock Apollo Gateway leaves fields that are overridden with a label where they were',
    );
  }
  const byName = new Map(sources.map((source) => [source.name, source]));
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.gatewaySdl,
    logger: quiet(log),
    validateSupergraph: true,
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => {
      const source = byName.get(name);
      if (!source)
        throw new SupergraphError(`The supergraph names the subgraph "${name}", which has no source.`);
      return asDataSource(source);
    },
  });
  let schema: GraphQLSchema | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });
  const { executor } = await gateway.load().catch((error: unknown) => {
    throw error instanceof SupergraphError ? error : cannotBuild(error);
  });
  if (!schema) throw cannotBuild(new Error('it has no schema'));
  return { schema, execute: executeWith(executor), close: () => gateway.stop() };
}

type StockExecutor = Awaited<ReturnType<ApolloGateway['load']>>['executor'];

/** Stock reads a few things of Apollo Server's request context; these. */
const executeWith =
  (executor: StockExecutor): Execute =>
  async ({ operation, variables, context }) => {
    const { document, name, hash, schema } = operation;
    const request = { variables, ...(name === null ? {} : { operationName: name }) };
    const asked = { request, document, schema, queryHash: hash, operationName: name, context, metrics: {} };
    return inClientTerms(await executor(asked as never));
  };

const cannotBuild = (error: unknown) =>
  new SupergraphError(`The supergraph can't be built: ${(error as Error).message}. Compose it again.`);
