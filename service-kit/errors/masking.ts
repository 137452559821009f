import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { formatErrorWith, formattedOf } from './errors';
import type { AboutRequest } from '../subgraph/about-request';
import type { Logger } from '../process/logger';

export interface Masking<C extends object> {
  formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError;
  /** What a client may see of errors that don't go through Apollo Server. */
  format(errors: readonly unknown[], context: C): GraphQLFormattedError[];
  /** Tells `formatError`, which is called without a context, whose these errors are. @param operation its name */
  belong(errors: readonly unknown[], context: C, operation?: string | null): void;
  /** Does that for the errors Apollo Server meets. */
  plugin: ApolloServerPlugin<C>;
}

/** ` Did you mean "x"?` of graphql-js tells a stranger names of the schema. */
const SUGGESTION = / ?Did you mean .*\?$/s;
const WITH_SUGGESTIONS = ['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'];
/** Messages quote names and values of the request, which may be megabytes long. */
const MAX_MESSAGE = 500;

/** The way codes are written; and the ones by which frameworks say that they have nothing to say. */
const CODE = /^[A-Z][A-Z0-9_]{0,99}$/;
const SAYING_NOTHING = ['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR', 'INTERNAL_ERROR', 'UNKNOWN'];

/** An error of a subgraph's, which gave it a code of its own. `serviceName` is set by the engine, never by a subgraph. */
function isForeign(extensions: GraphQLFormattedError['extensions']): boolean {
  const { serviceName, code } = extensions ?? {};
  return (
    serviceName !== undefined && typeof code === 'string' && CODE.test(code) && !SAYING_NOTHING.includes(code)
  );
}

/** Which subgraph an error is of, for the log. */
function fromSubgraph({ extensions }: GraphQLFormattedError): { subgraph?: string } {
  const name = extensions?.['serviceName'];
  return typeof name === 'string' ? { subgraph: name } : {};
}

const shortened = (text: string): string =>
  text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;

/**
 * The last thing between an error and the client of an Apollo Server: coded errors pass, all others are logged with the
 * request id and masked; no error tells which subgraph it came from, except that one is not available.
 *
 * @param options.aboutOf says whose request a context is
 * @param options.hideSuggestions cut "Did you mean …" (production)
 * @param options.showForeignCodes let errors of subgraphs pass that have a code of their own, outside our closed list
 */
export function createMasking<C extends object>(options: {
  log: Logger;
  aboutOf: (context: C, operation?: string | null) => AboutRequest;
  hideSuggestions: boolean;
  showForeignCodes?: boolean;
}): Masking<C> {
  const owners = new WeakMap<object, { readonly context: C; readonly operation: string | null }>();
  const aboutOf = (error: unknown): AboutRequest => {
    const owner = owners.get(error as object);
    return owner ? options.aboutOf(owner.context, owner.operation) : {};
  };
  const mask = formatErrorWith({
    report: (error, formatted) =>
      options.log.error(
        { ...aboutOf(error), ...fromSubgraph(formatted), path: formatted.path, err: error },
        'fault masked',
      ),
    requestIdOf: (error) => aboutOf(error).requestId,
    isShown: ({ extensions }) => options.showForeignCodes === true && isForeign(extensions),
  });
  const belong = (errors: readonly unknown[], context: C, operation: string | null = null) => {
    const owner = { context, operation };
    for (const error of errors) if (typeof error === 'object' && error !== null) owners.set(error, owner);
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
      return errors.map((error) => formatError(formattedOf(error), error));
    },
    plugin: {
      requestDidStart: async ({ contextValue }) => ({
        async didEncounterErrors({ errors, operationName }) {
          belong(errors, contextValue, operationName);
        },
      }),
    },
  };
}
