import type { Socket } from 'node:net';
import type { RequestFacts } from '../../../service-kit/subgraph/context';
import { anonymousFacts, requestFacts, type ReceivedRequest } from '../../../service-kit/http/http';
import { disbelieveOwnPages } from '../http/own-pages';
import type { CookieSlot } from '../cookie-sessions/cookie-requests';
import type { SubscriptionSlot } from '../subscriptions/live-operation';
import { checkAddress, type CredentialVerifier } from '../api-keys/api-keys';
import { isApiKey } from '../../../service-kit/auth/api-key';
import { unauthenticated } from '../../../service-kit/errors/errors';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { refusedByToken } from '../../../service-kit/auth/token-refusal';

/** What the gateway knows of a request before it executes it. */
export interface GatewayContext {
  readonly facts: RequestFacts;
  /** The caller of a verified token; null without one: then the subgraphs' rules decide. */
  readonly viewer: Viewer | null;
  /**
   * Why the request's token is not good, for a request that came with such a one: it is anonymous, and may ask for public
   * fields only. Absent for all others.
   */
  readonly tokenRefusal?: unknown;
  /** When it came, in ms since the epoch. */
  readonly startedAt: number;
  /** When the client gets an answer at the latest, in ms since the epoch. */
  readonly deadlineAt: number;
  /** The request's own headers, names in lower case; empty for what did not come by HTTP. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What holds for the whole request, and for each event of a subscription, once it is decided. */
  readonly decisions: RequestDecisions;
  /** The session's cookies; absent for a request that does not use them. */
  readonly cookies?: CookieSlot;
  /** Where a subscription goes; absent for a request that can't carry one. */
  readonly subscription?: SubscriptionSlot;
}

interface RequestDecisions {
  /** Whether a label of `@override` is active (engine/foreign-graphs/overrides.ts). */
  overrides?: Map<string, boolean>;
  /** What its percentages are held against, from 0 to 100. */
  die?: number;
}

/** A request by HTTP, whoever received it. */
export type HttpRequest = ReceivedRequest & { readonly raw: { readonly socket: Socket } };

/**
 * The first wall: who asks with a token that doesn't verify is nobody, and gets nothing but public fields
 * (token-refusals.ts): to log in again must not fail because of the token that has run out.
 *
 * @param deadlineMs how long the request may take
 * @returns the context; a promise only for a token that was not seen before
 */
export function createGatewayContext(
  request: HttpRequest,
  verifier: CredentialVerifier,
  deadlineMs: number,
): GatewayContext | Promise<GatewayContext> {
  const { socket } = request.raw;
  const asNobody = (error: unknown): GatewayContext => {
    const facts = anonymousFacts(request);
    facts.isAbandoned = () => socket.destroyed;
    const context = contextOf(facts, request.headers, verifier, deadlineMs) as GatewayContext; // no token, no promise
    return { ...context, tokenRefusal: refusedByToken(error) };
  };
  try {
    const facts = requestFacts(request);
    facts.isAbandoned = () => socket.destroyed;
    const context = contextOf(facts, request.headers, verifier, deadlineMs);
    return context instanceof Promise ? context.catch(asNobody) : context;
  } catch (error) {
    return asNobody(error);
  }
}

/** As {@link createGatewayContext}, of facts; its errors have no HTTP status. */
export function contextOf(
  facts: RequestFacts,
  headers: GatewayContext['headers'],
  verifier: CredentialVerifier,
  deadlineMs: number,
): GatewayContext | Promise<GatewayContext> {
  const startedAt = Date.now();
  const deadlineAt = startedAt + deadlineMs;
  facts.deadlineAt = deadlineAt;
  disbelieveOwnPages(facts, headers);
  facts.arrivedAt = performance.now();
  const contextFor = (viewer: Viewer | null) => {
    if (viewer) checkAddress(viewer, facts.ip);
    return { ...{ facts, viewer, startedAt, deadlineAt, headers }, decisions: {} };
  };
  const { token } = facts;
  if (token === null) return contextFor(null);
  if (isApiKey(token)) {
    if (!verifier.exchange) throw unauthenticated('API keys are not taken here. Send an access token.');
    return verifier.exchange(token, facts).then((credential) => {
      facts.token = credential.token; // subgraphs never see a key
      return contextFor(credential.viewer);
    });
  }
  const viewer = verifier.recall?.(token);
  return viewer ? contextFor(viewer) : verifier.verify(token).then(contextFor);
}
