import type { GraphQLDataSource } from '@apollo/gateway';
import { Kind, parse, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../pipeline/context';
import { holdsOverflow } from '../../../service-kit/data/overflow';
import { isTree } from '../engine/run/tree';
import {
  failureMessage,
  SubgraphFailure,
  type SubgraphAnswer,
  type SubgraphSource,
} from '../sources/subgraph-source';

/** A source in the shape `@apollo/gateway` calls. Failures become errors of the fields that were asked for. */
export function asDataSource(source: SubgraphSource): GraphQLDataSource {
  return {
    async process(options) {
      const { facts, deadlineAt } = options.context as GatewayContext;
      const { query = '', variables = {}, operationName } = options.request;
      try {
        const answer = await source.fetch({
          query,
          variables,
          operationName,
          operationType: isQuery(query) ? 'query' : 'mutation',
          facts,
          deadlineAt,
        });
        return withoutOverflow(answer);
      } catch (error) {
        if (error instanceof SubgraphFailure) return { data: null, errors: errorsOf(error, query) };
        throw error;
      }
    },
  };
}

/** Stock takes infinity, which is how `1e400` was read, for a number, and JSON writes it as null: here that is an error. */
function withoutOverflow(answer: SubgraphAnswer): SubgraphAnswer {
  const errors: GraphQLFormattedError[] = [];
  const look = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      errors.push({ message: 'A number that is too large.', path });
      return null;
    }
    if (Array.isArray(value)) return value.map((element, index) => look(element, [...path, index]));
    if (!isTree(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, look(inner, [...path, key])]),
    );
  };
  if (!answer.data || !holdsOverflow(answer.data)) return answer;
  const data = look(answer.data, []) as Record<string, unknown>;
  return { data, errors: [...(answer.errors ?? []), ...errors] };
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
