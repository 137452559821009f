import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { unwrapResolverError } from '@apollo/server/errors';

/**
 * Every code a client can meet in `errors[].extensions.code`. The list is closed: clients branch on it, so a
 * code is added here, described in `docs/errors.md`, and never renamed.
 */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'CONFLICT',
  'RATE_LIMITED',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
  'COST_LIMIT_EXCEEDED',
  'LIST_TOO_LONG',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_NOT_ALLOWED',
  'BAD_REQUEST',
  'REQUEST_TIMEOUT',
  'SERVICE_UNAVAILABLE',
  'ERRORS_OMITTED',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error whose message was written for the client: it passes the mask of {@link formatErrorWith} unchanged. */
function coded(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}

/** The request carries no token, or one that is expired, revoked or not ours. */
export const unauthenticated = (
  message = 'Log in first: send an access token as "Authorization: Bearer …".',
) => coded('UNAUTHENTICATED', message);

/** The caller is known, and lacks a permission. Never used for another organisation's object: that is NOT_FOUND. */
export const forbidden = (permission?: string) =>
  coded('FORBIDDEN', permission ? `This needs the permission "${permission}".` : 'You may not do this.');

/** The caller may do this in general, and not now. @param reason a stable word beside the code, for programs */
export const forbiddenBecause = (reason: string, message: string) => coded('FORBIDDEN', message, { reason });

/** The field is for people: an API key has no account, no password and no session of its own. */
export const personRequired = () =>
  forbiddenBecause('PERSON_REQUIRED', 'This needs a person who has logged in: an API key can’t do it.');

/** The object does not exist *for this organisation*; a foreign object gives the same words. */
export const notFound = (kind: string) => coded('NOT_FOUND', `${kind} not found.`);

/** An argument is malformed (not a business rule: those are `userErrors`). `path` names the argument. */
export const badInput = (message: string, path?: string) =>
  coded('BAD_USER_INPUT', message, path ? { argument: path } : {});

/** A list holds more than can be given at once. @param instead another field that reads it in pages, if there is one */
export const listTooLong = (message: string, instead?: string) =>
  instead === undefined
    ? coded('LIST_TOO_LONG', message)
    : coded('LIST_TOO_LONG', `${message} Read them in pages: "${instead}".`, { instead });

/** The object changed meanwhile, or is in a state that forbids the change. */
export const conflict = (message: string) => coded('CONFLICT', message);

/** Too many tries; `retryAfterMs` says when to come back. @param words in place of "Too many tries." */
export const rateLimited = (retryAfterMs: number, words = 'Too many tries.') =>
  coded('RATE_LIMITED', `${words} Try again in ${Math.ceil(retryAfterMs / 1000)} s.`, {
    retryAfterMs,
  });

/** The `Idempotency-Key` belongs to another request of the same person. */
export const idempotencyKeyReused = () =>
  coded(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used for another operation or other variables. Use a new key for a new request.',
  );

/** The first request with this `Idempotency-Key` has not ended yet. */
export const idempotencyInProgress = () =>
  coded(
    'IDEMPOTENCY_IN_PROGRESS',
    'A request with this Idempotency-Key is still running. Send it again shortly to get its answer.',
  );
/** The request's deadline passed before its work was done. */
export const requestTimeout = () =>
  coded('REQUEST_TIMEOUT', 'This took too long. Ask for less, or try again.');

/** A part this request needs cannot be reached now. */
export const serviceUnavailable = (message = 'A part of the service is not reachable. Try again shortly.') =>
  coded('SERVICE_UNAVAILABLE', message);

/** Takes an unknown failure and the request id; answers the only thing a client may see of it. */
export function internalError(requestId?: string): GraphQLError {
  const hint = requestId ? ` Quote the request id ${requestId} when you report it.` : '';
  return coded('INTERNAL_SERVER_ERROR', `Something went wrong on our side.${hint}`);
}

/** A refusal by HTTP in the shape of GraphQL's errors, so that a client reads every refusal in one way. */
export const errorBody = (message: string, code: ErrorCode) => ({
  errors: [{ message, extensions: { code } }],
});

const KNOWN = new Set<string>(ERROR_CODES);
/** Codes of Node's sockets, and SQLSTATEs: class 08, no room for a connection, an end or a start of the server. */
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|08\w{3}|53300|57P0[1-3])$/;
/** What pg says without a code. */
const UNREACHABLE_WORDS =
  /timeout exceeded when trying to connect|^timeout expired$|Connection terminated|is not queryable$/;

/** True for an error made by one of the constructors above (or by GraphQL itself) with a code of the closed list. */
export function isCoded(error: unknown): error is GraphQLError {
  return (
    error instanceof GraphQLError &&
    KNOWN.has(String(error.extensions['code'])) &&
    !isInternal(error.extensions)
  );
}

function isInternal(extensions: Record<string, unknown> | undefined): boolean {
  return extensions?.['code'] === undefined || extensions['code'] === 'INTERNAL_SERVER_ERROR';
}

/** True when a failure means "PostgreSQL, Redis or a peer is not reachable", not "we have a bug". */
export function isUnreachable(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  const cause = (error as { cause?: unknown } | null)?.cause;
  const message = (error as { message?: unknown } | null)?.message;
  return (
    (typeof code === 'string' && UNREACHABLE.test(code)) ||
    (typeof message === 'string' && UNREACHABLE_WORDS.test(message)) ||
    (cause !== undefined && cause !== error && isUnreachable(cause))
  );
}

/**
 * Makes a GraphQLError of whatever was thrown, or stands in a list of errors. graphql-js takes any thrown object with an
 * array named `path` for an error of its own (a zod issue, say) and puts it into the answer as it is.
 */
export function asGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const { message, path } = (thrown ?? {}) as { message?: unknown; path?: unknown };
  return new GraphQLError(typeof message === 'string' ? message : 'fault', {
    originalError: thrown instanceof Error ? thrown : new Error(`thrown: ${String(thrown)}`),
    path: isPath(path) ? path : null,
  });
}

/** An error as an answer shows it, read field by field: a `toJSON` of somebody else's may answer anything, or throw. */
export function formattedOf(error: unknown): GraphQLFormattedError {
  const { message, path, locations, extensions } = asGraphQLError(error);
  return {
    message: String(message),
    ...(locations && locations.length > 0 ? { locations } : {}),
    ...(isPath(path) ? { path } : {}),
    ...(Object.keys(extensions ?? {}).length > 0 ? { extensions } : {}),
  };
}

const isPath = (path: unknown): path is (string | number)[] =>
  Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number');

/** What the masking needs of its surroundings. */
export interface ErrorSink {
  /** Codes besides the closed list that pass with their messages; none by default. */
  isShown?(formatted: GraphQLFormattedError): boolean;
  /** Called with the original of each masked error; logs it with the request id. */
  report(error: unknown, formatted: GraphQLFormattedError): void;
  /** The request an error belongs to, if it is known: clients are told to quote it. */
  requestIdOf?(error: unknown): string | undefined;
}

/** Apollo Server refuses some requests (malformed persisted queries) with a status and no code. */
function isRefusalOfServer(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError) || error.originalError || error.extensions['code']) return false;
  const status = (error.extensions['http'] as { status?: unknown } | undefined)?.status;
  return typeof status === 'number' && status >= 400 && status < 500;
}

/** graphql-js gives what it says after the last of too many mistakes no code, and Apollo Server none either. */
const isVariableLimit = (error: unknown): boolean =>
  error instanceof GraphQLError &&
  !error.originalError &&
  /^(Too many errors processing variables|There are more mistakes in the variables)/.test(error.message);

/**
 * Makes an Apollo Server `formatError`: coded errors pass, everything else is reported and replaced by a masked
 * INTERNAL_SERVER_ERROR (or SERVICE_UNAVAILABLE when a database is not reachable). Stack traces never pass.
 *
 * @param sink where the original of a masked error goes
 */
export function formatErrorWith(sink: ErrorSink) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { stacktrace: _stacktrace, ...given } = formatted.extensions ?? {};
    const extensions = isVariableLimit(error) ? { ...given, code: 'BAD_USER_INPUT' } : given;
    const { code } = extensions as { code?: unknown };
    if (code === 'GRAPHQL_VALIDATION_FAILED') {
      const refusal = (error as GraphQLError).originalError; // a scalar's, which could not read a literal
      if (isCoded(refusal)) return { ...formatted, extensions: refusal.extensions };
    }
    if (typeof code === 'string' && KNOWN.has(code) && !isInternal(extensions)) {
      return { ...formatted, extensions };
    }
    if (sink.isShown?.(formatted)) return { ...formatted, extensions };
    if (isRefusalOfServer(error)) {
      return { message: error.message, extensions: { code: 'BAD_REQUEST' satisfies ErrorCode } };
    }
    sink.report(error, formatted);
    const masked = isUnreachable(unwrapResolverError(error))
      ? serviceUnavailable()
      : internalError(sink.requestIdOf?.(error));
    const where = {
      ...(formatted.locations ? { locations: formatted.locations } : {}),
      ...(formatted.path ? { path: formatted.path } : {}),
    };
    return { message: masked.message, ...where, extensions: { code: masked.extensions['code'] } };
  };
}
