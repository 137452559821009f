import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { formatErrorWith } from './errors';
import type { Logger } from '../process/logger';

export interface Masking<C extends object> {
  formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError;
  /** What a client may see of errors that don't go through Apollo Server. */
  format(errors: readonly GraphQLError[], context: C): GraphQLFormattedError[];
  /** Tells `formatError`, which is called without a context, whose these errors are. */
  belong(errors: readonly Error[], context: C): void;
  /** Does that for the errors Apollo Server meets. */
  plugin: ApolloServerPlugin<C>;
}

/** ` Did you mean "x"?` of graphql-js tells a stranger names of the schema. */
const SUGGESTION = / ?Did you mean .*\?$/s;
const WITH_SUGGESTIONS = ['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'];
/** Messages quote names and values of the request, which may be megabytes long. */
const MAX_MESSAGE = 500;

const shortened = (text: string): string =>
  text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;

/**
 * The last thing between an error and the client of an Apollo Server: coded errors pass, all others are logged with the
 * request id and masked; no error tells which subgraph it came from, except that one is not available.
 *
 * @param options.requestIdOf reads the request id from a context
 * @param options.hideSuggestions cut "Did you mean …" (production)
 */
export function createMasking<C extends object>(options: {
  log: Logger;
  requestIdOf: (context: C) => string | undefined;
  hideSuggestions: boolean;
}): Masking<C> {
  const requestIds = new WeakMap<object, string>();
  const requestIdOf = (error: unknown) => requestIds.get(error as object);
  const mask = formatErrorWith({
    report: (error, formatted) =>
      options.log.error({ requestId: requestIdOf(error), path: formatted.path, err: error }, 'fault masked'),
    requestIdOf,
  });
  const belong = (errors: readonly Error[], context: C) => {
    const requestId = options.requestIdOf(context);
    if (requestId) for (const error of errors) requestIds.set(error, requestId);
  };
  function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
    const masked = mask(formatted, error);
    const { serviceName: _serviceName, ...extensions } = masked.extensions ?? {};
    const hide = options.hideSuggestions && WITH_SUGGESTIONS.includes(String(extensions['code']));
    const message = shortened(hide ? masked.message.replace(SUGGESTION, '') : masked.message);
    return { ...masked, message, extensions };
  }
  return {
    belong,
    formatError,
    format(errors, context) {
      belong(errors, context);
      return errors.map((error) => formatError(error.toJSON(), error));
    },
    plugin: {
      requestDidStart: async ({ contextValue }) => ({
        async didEncounterErrors({ errors }) {
          belong(errors, contextValue);
        },
      }),
    },
  };
}
