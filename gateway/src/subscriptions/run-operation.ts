import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import type { nestingRefusal } from '../../../service-kit/http/http';
import { addressKey } from '../../../service-kit/http/address-key';
import type { Masking } from '../../../service-kit/errors/masking';
import type { Logger } from '../../../service-kit/process/logger';
import type { CredentialVerifier } from '../api-keys/api-keys';
import type { GatewayContext } from '../pipeline/context';
import type { AddressLimit } from '../limits/rates/address-limit';
import type { OperationAnswer } from '../pipeline/answer';
import type { Quota } from './limits';
import { type SubscriptionLimits } from './limits';
import type { LiveOperation } from './live-operation';
import type { SubscriptionMetrics } from './metrics';
import type { TokenWatch } from './token-watch';

/** What sockets and streams work with. */
export interface SubscriptionParts {
  readonly server: ApolloServer<GatewayContext>;
  readonly masking: Masking<GatewayContext>;
  readonly verifier: CredentialVerifier;
  readonly deadlineMs: number;
  readonly log: Logger;
  readonly tokens: TokenWatch;
  readonly limits: SubscriptionLimits;
  readonly metrics: SubscriptionMetrics;
  /** Says which operations may be run. */
  readonly persisted: { admit(asked: HTTPGraphQLRequest, context: GatewayContext): unknown };
  /** Refuses requests by their parameters, as for HTTP. */
  readonly refusalOf: typeof nestingRefusal;
  /** Counts operations on sockets: a socket is one request by HTTP, whatever comes over it. */
  readonly addresses: Pick<AddressLimit, 'add'>;
  /** Subscriptions by user. */
  readonly users: Quota;
}

export type Transport = 'websocket' | 'sse';

/** An operation as a client sends it, parsed from JSON; anything may be in it. */
export interface SentOperation {
  query?: string | undefined;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
  extensions?: Record<string, unknown> | null | undefined;
}

/**
 * Runs an operation that came over a socket through Apollo Server, as if it had come by HTTP: the same parsing, validation,
 * plugins, stages and masking. A subscription that was let in stands in the context's slot afterwards.
 */
export async function runOperation(
  { server, persisted }: SubscriptionParts,
  sent: SentOperation,
  context: GatewayContext,
): Promise<FormattedExecutionResult> {
  const http: HTTPGraphQLRequest = { method: 'POST', headers: headersOf(context), search: '', body: sent };
  persisted.admit(http, context); // it puts a listed operation's text into the body
  const { query, variables, operationName, extensions } = http.body as SentOperation;
  const request = {
    ...(query ? { query } : {}),
    ...(variables ? { variables } : {}),
    ...(operationName ? { operationName } : {}),
    ...(extensions ? { extensions } : {}),
  };
  http.body = request;
  const { body } = await server.executeOperation({ ...request, http }, { contextValue: context });
  if (body.kind !== 'single') throw new Error('an answer in parts came where none can be sent');
  return body.singleResult as FormattedExecutionResult;
}

function headersOf({ headers }: GatewayContext): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/** A subscription's results as the client gets them. */
export interface ClientResults extends AsyncIterableIterator<FormattedExecutionResult> {
  return(): Promise<IteratorResult<FormattedExecutionResult>>;
}

/**
 * Counts a subscription against its user's, and makes its results ready for the client: errors masked, faults too.
 *
 * @throws GraphQLError RATE_LIMITED, and the subscription is ended
 */
export async function admit(
  parts: SubscriptionParts,
  operation: LiveOperation,
  context: GatewayContext,
  transport: Transport,
): Promise<ClientResults> {
  const { users, limits, metrics } = parts;
  const giveBack = users.take(context.viewer?.userId ?? `address ${addressKey(context.facts.ip ?? '')}`);
  if (!giveBack) {
    await operation.return();
    const message = `You have ${limits.perUser} subscriptions open, which is the limit. End one first.`;
    throw new GraphQLError(message, { extensions: { code: 'RATE_LIMITED' } });
  }
  metrics.running.inc({ transport });
  operation.whenOver(() => {
    giveBack();
    metrics.running.dec({ transport });
  });
  return resultsOf(parts, operation, context, transport);
}

const DONE = { value: undefined, done: true } as const;

function resultsOf(
  { masking, metrics }: SubscriptionParts,
  operation: LiveOperation,
  context: GatewayContext,
  transport: Transport,
): ClientResults {
  const shown = ({ errors, ...answer }: OperationAnswer): FormattedExecutionResult =>
    errors && errors.length > 0 ? { ...answer, errors: masking.format(errors, context) } : answer;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const { value, done } = await operation.next();
        if (done) return DONE;
        metrics.events.inc({ transport });
        return { value: shown(value), done: false };
      } catch (error) {
        await operation.return();
        const refusal = error instanceof GraphQLError ? error : asFault(error);
        return { value: shown({ data: null, errors: [refusal] }), done: false };
      }
    },
    async return() {
      await operation.return();
      return DONE;
    },
  };
}

const asFault = (error: unknown): GraphQLError =>
  new GraphQLError('fault', { originalError: error instanceof Error ? error : new Error(String(error)) });
