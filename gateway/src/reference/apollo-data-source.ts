import type { GraphQLDataSource } from '@apollo/gateway';
import { Kind, parse, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../pipeline/context';
import { failureMessage, SubgraphFailure, type SubgraphSource } from '../sources/subgraph-source';

/** A source in the shape `@apollo/gateway` calls. Failures become errors of the fields that were asked for. */
export function asDataSource(source: SubgraphSource): GraphQLDataSource {
  return {
    async process(options) {
      const { facts, deadlineAt } = options.context as GatewayContext;
      const { query = '', variables = {}, operationName } = options.request;
      try {
        return await source.fetch({
          query,
          variables,
          operationName,
          operationType: isQuery(query) ? 'query' : 'mutation',
          facts,
          deadlineAt,
        });
      } catch (error) {
        if (error instanceof SubgraphFailure) return { data: null, errors: errorsOf(error, query) };
        throw error;
      }
    },
  };
}

/** The planner prints `query …`, `mutation …` or, for a query without name and variables, `{ … }`. */
const isQuery = (query: string): boolean => /^\s*(query\b|\{)/.test(query);

/** One error per root field of the failed fetch; for entities one without a path of its own, which is then the entities'. */
function errorsOf(failure: SubgraphFailure, query: string): GraphQLFormattedError[] {
  const message = failureMessage(failure.reason);
  const extensions = { code: 'SERVICE_UNAVAILABLE', subgraph: failure.subgraph };
  return rootKeys(query).map((key) => ({ message, path: key === '_entities' ? [] : [key], extensions }));
}

function rootKeys(query: string): string[] {
  const operation = parse(query, { noLocation: true }).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const selections = operation?.selectionSet.selections ?? [];
  const keys = selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [(selection.alias ?? selection.name).value] : [],
  );
  return keys.length > 0 ? keys : ['_entities'];
}
