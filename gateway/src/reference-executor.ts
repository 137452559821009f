import './telemetry-off';
import { ApolloGateway } from '@apollo/gateway';
import { asDataSource } from './apollo-data-source';
import { inClientTerms } from './client-errors';
import type { ExecutorParts, GatewayInterface } from './executor';
import { quiet } from '../../service-kit/quiet-logger';
import { SupergraphError } from './supergraph';

/**
 * Stock `@apollo/gateway`, over our own sources: the executor that defines what is right.
 *
 * @throws SupergraphError at `load` for a supergraph that can't be built
 */
export function createReferenceExecutor({ supergraph, sources, log }: ExecutorParts): GatewayInterface {
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
  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    async load(options) {
      const { executor } = await gateway.load(options).catch((error: unknown) => {
        throw error instanceof SupergraphError ? error : cannotBuild(error);
      });
      return { executor: async (request) => inClientTerms(await executor(request as never)) };
    },
    stop: () => gateway.stop(),
  };
}

const cannotBuild = (error: unknown) =>
  new SupergraphError(`The supergraph can't be built: ${(error as Error).message}. Compose it again.`);
