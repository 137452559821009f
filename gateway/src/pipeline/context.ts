import { HeaderMap } from '@apollo/server';
import type { Socket } from 'node:net';
import { GraphQLError } from 'graphql';
import type { RequestFacts } from '../../../service-kit/subgraph/context';
import { isCoded, isUnreachable, serviceUnavailable } from '../../../service-kit/errors/errors';
import { requestFacts, type ReceivedRequest } from '../../../service-kit/http/http';
import type { SubscriptionSlot } from '../subscriptions/live-operation';
import type { TokenVerifier, Viewer } from '../../../service-kit/auth/viewer';

/** What the gateway knows of a request before it executes it. */
export interface GatewayContext {
  readonly facts: RequestFacts;
  /** The caller of a verified token; null without one: then the subgraphs' rules decide. */
  readonly viewer: Viewer | null;
  /** When it came, in ms since the epoch. */
  readonly startedAt: number;
  /** When the client gets an answer at the latest, in ms since the epoch. */
  readonly deadlineAt: number;
  /** The request's own headers, names in lower case; empty for what did not come by HTTP. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Where a subscription goes; absent for a request that can't carry one. */
  readonly subscription?: SubscriptionSlot;
}

/** A request by HTTP, whoever received it. */
export type HttpRequest = ReceivedRequest & { readonly raw: { readonly socket: Socket } };

/**
 * The first wall: a request with a token that doesn't verify ends here, before anything is parsed or executed.
 *
 * @param deadlineMs how long the request may take
 * @returns the context; a promise only for a token that was not seen before
 * @throws GraphQLError UNAUTHENTICATED (HTTP 401), or SERVICE_UNAVAILABLE (503) when the keys can't be had
 */
export function createGatewayContext(
  request: HttpRequest,
  verifier: TokenVerifier,
  deadlineMs: number,
): GatewayContext | Promise<GatewayContext> {
  const { socket } = request.raw;
  try {
    const facts = requestFacts(request);
    facts.isAbandoned = () => socket.destroyed;
    const context = contextOf(facts, request.headers, verifier, deadlineMs);
    return context instanceof Promise ? context.catch(throwWithStatus) : context;
  } catch (error) {
    return throwWithStatus(error);
  }
}

/** As {@link createGatewayContext}, of facts; its errors have no HTTP status. */
export function contextOf(
  facts: RequestFacts,
  headers: GatewayContext['headers'],
  verifier: TokenVerifier,
  deadlineMs: number,
): GatewayContext | Promise<GatewayContext> {
  const startedAt = Date.now();
  const deadlineAt = startedAt + deadlineMs;
  facts.deadlineAt = deadlineAt;
  const contextFor = (viewer: Viewer | null) => ({ facts, viewer, startedAt, deadlineAt, headers });
  if (facts.token === null) return contextFor(null);
  const viewer = verifier.recall?.(facts.token);
  return viewer ? contextFor(viewer) : verifier.verify(facts.token).then(contextFor);
}

function throwWithStatus(error: unknown): never {
  throw withStatus(error);
}

function withStatus(error: unknown): unknown {
  const refusal = isUnreachable(error) ? serviceUnavailable() : error;
  if (!isCoded(refusal)) return refusal;
  const isRefused = refusal.extensions['code'] === 'UNAUTHENTICATED';
  const http = isRefused
    ? { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer error="invalid_token"']]) }
    : { status: 503, headers: new HeaderMap() };
  const extensions: Record<string, unknown> = { ...refusal.extensions, http };
  return new GraphQLError(refusal.message, { extensions });
}
