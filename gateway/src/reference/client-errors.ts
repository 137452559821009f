import { GraphQLError } from 'graphql';

/*
 * What stock `@apollo/gateway` gets wrong in its errors, put right: paths that speak of its plan instead of the
 * client's query, and violated contracts reported where no client looks.
 */

interface Result {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLError[];
  extensions?: Record<string, unknown>;
}

/** Takes stock's result; answers it in the client's terms. */
export function inClientTerms(result: Result): Result {
  const { valueCompletion, ...extensions } = result.extensions ?? {};
  const reported = (result.errors ?? []).map(withClientPath);
  const found = reported.some(isOfTheWhole) ? [] : violations(valueCompletion);
  const errors = [...reported, ...found];
  return {
    ...('data' in result ? { data: result.data ?? null } : {}),
    ...(errors.length > 0 ? { errors } : {}),
    ...(Object.keys(extensions).length > 0 ? { extensions } : {}),
  };
}

/** A path through a list of entities ends before it: which of them it was is not known. */
function withClientPath(error: GraphQLError): GraphQLError {
  const end = error.path?.findIndex((key) => key === '@' || key === '_entities') ?? -1;
  if (!error.path || end < 0) return error;
  const path = error.path.slice(0, end);
  return new GraphQLError(error.message, {
    ...(path.length > 0 ? { path } : {}),
    ...(error.originalError ? { originalError: error.originalError } : {}),
    extensions: error.extensions,
  });
}

/** A subgraph executed nothing, and said why: what is null for that is no violation. */
const isOfTheWhole = ({ path, extensions }: GraphQLError): boolean =>
  !path && extensions['code'] === 'BAD_USER_INPUT';

/** A subgraph left out what its schema promises: stock nulls the data and reports no error. */
function violations(found: unknown): GraphQLError[] {
  if (!Array.isArray(found)) return [];
  return (found as GraphQLError[]).map(
    ({ message, path }) => new GraphQLError(message, path ? { path } : {}),
  );
}
