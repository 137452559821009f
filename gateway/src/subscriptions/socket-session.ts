import type { FastifyRequest } from 'fastify';
import { GraphQLError, parse, type ExecutionArgs, type FormattedExecutionResult } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { RequestFacts } from '../../../service-kit/subgraph/context';
import { asGraphQLError, isCoded, rateLimited } from '../../../service-kit/errors/errors';
import { credentialOf, type CredentialHeaders } from '../../../service-kit/http/credential';
import { requestFacts } from '../../../service-kit/http/http';
import { IDEMPOTENCY_HEADER } from '../../../service-kit/postgres/idempotency';
import { isExpired } from '../../../service-kit/auth/viewer';
import { contextOf, type GatewayContext } from '../pipeline/context';
import { tooManyFrom } from '../limits/rates/address-limit';
import { CLOSE, type Close } from './close-codes';
import type { Interruption, SubscriptionSlot } from './live-operation';
import { withSlot } from './begin-subscription';
import { admit, runOperation, type ClientResults, type SubscriptionParts } from './run-operation';

/** What graphql-ws is to send: it carries results, and executes nothing itself. */
export type Begun = { results: ClientResults } | { result: FormattedExecutionResult };

const CLOSE_OF: Readonly<Record<Interruption, Close>> = {
  retired: CLOSE.serviceRestart,
  unauthenticated: CLOSE.tokenExpired,
  ended: CLOSE.sessionEnded,
};

/** One client's socket: who it is, and what it asks. */
export class SocketSession {
  /** Since when no operation runs, in ms since the epoch; null while one does. */
  idleSince: number | null = Date.now();
  /** Whether something came from the client since the last ping. */
  isAlive = true;
  #facts: RequestFacts;
  readonly #headers: GatewayContext['headers'];
  #count = 0;
  #endWatch: () => void = () => undefined;

  /** @throws GraphQLError UNAUTHENTICATED for a malformed Authorization header of the upgrade */
  constructor(
    readonly socket: WebSocket,
    request: FastifyRequest,
    private readonly parts: SubscriptionParts,
  ) {
    // A key is for one operation, and a socket carries many.
    const { [IDEMPOTENCY_HEADER]: _key, ...headers } = request.headers;
    this.#headers = headers;
    this.#facts = { ...requestFacts(request), idempotencyKey: null };
  }

  close({ code, reason }: Close): void {
    this.socket.close(code, reason);
  }

  /** Takes the token of `connection_init`, or of the upgrade. @returns false when the socket was closed */
  async connect(params: Readonly<Record<string, unknown>> | undefined): Promise<boolean> {
    try {
      const given = credentialsIn(params);
      if (Object.keys(given).length > 0) this.#facts = { ...this.#facts, token: credentialOf(given) };
      const { token } = this.#facts;
      if (token === null) return true;
      await this.#contextOfNext(); // from the right address, too
      this.#endWatch = this.parts.tokens.watch(token, (error) => this.#end(error));
      return true;
    } catch (error) {
      this.#end(error);
      return false;
    }
  }

  #end(error: unknown): void {
    if (!isCoded(error)) return this.close(CLOSE.tryAgain);
    this.close(isExpired(error) ? CLOSE.tokenExpired : { ...CLOSE.unauthenticated, reason: error.message });
  }

  /**
   * Begins an operation.
   *
   * @param atOnce how many run on this socket, this one included
   * @returns what graphql-ws shall send, or the errors that refuse it
   */
  async begin(payload: SubscribePayload, atOnce: number): Promise<ExecutionArgs | GraphQLError[]> {
    const { perSocket } = this.parts.limits;
    if (atOnce > perSocket) {
      return [refusal('RATE_LIMITED', `This socket has ${perSocket} operations under way: wait for one.`)];
    }
    const window = await this.parts.addresses.add(this.#facts.ip ?? '', 1);
    if (window && !window.allowed) return [rateLimited(window.resetMs, tooManyFrom(window))];
    const refused = this.parts.refusalOf(payload);
    if (refused) return [refusal(refused.code, refused.message)];
    let context;
    try {
      context = await this.#contextOfNext();
    } catch (error) {
      this.#end(error);
      return [error instanceof GraphQLError ? error : refusal('SERVICE_UNAVAILABLE', 'Try again shortly.')];
    }
    this.idleSince = null;
    const result = await this.#run(payload, context);
    const { operation } = context.subscription;
    if (!operation) {
      return 'data' in result ? argsFor({ result }) : (result.errors ?? []).map(asError);
    }
    operation.whenInterrupted((why) => this.close(CLOSE_OF[why]));
    try {
      return argsFor({ results: await admit(this.parts, operation, context, 'websocket') });
    } catch (error) {
      return [error as GraphQLError];
    }
  }

  /** What is thrown before anything ran is this operation's trouble, not that of the others on the socket. */
  async #run(payload: SubscribePayload, context: GatewayContext): Promise<FormattedExecutionResult> {
    try {
      return await runOperation(this.parts, payload, context);
    } catch (error) {
      return { errors: this.parts.masking.format([asGraphQLError(error)], context) };
    }
  }

  async #contextOfNext(): Promise<GatewayContext & { subscription: SubscriptionSlot }> {
    const { verifier, deadlineMs } = this.parts;
    this.#count += 1;
    const facts = { ...this.#facts, requestId: `${this.#facts.requestId.slice(0, 100)}.${this.#count}` };
    return withSlot(await contextOf(facts, this.#headers, verifier, deadlineMs), deadlineMs);
  }

  /** Logs a fault; the client gets nothing of it. */
  report(error: unknown): void {
    this.parts.log.error({ err: error, requestId: this.#facts.requestId }, 'socket failed');
  }

  /** To be called when the socket is closed. */
  dispose(): void {
    this.#endWatch();
  }
}

/** `{ authorization }`, `{ "x-api-key" }`, in any case of letters, or either in `{ headers }`: clients differ. */
function credentialsIn(params: Readonly<Record<string, unknown>> | undefined): CredentialHeaders {
  const { headers } = params ?? {};
  const places = [params ?? {}, typeof headers === 'object' && headers !== null ? headers : {}];
  const found: Record<string, string> = {};
  for (const [name, value] of places.flatMap((place) => Object.entries(place as Record<string, unknown>))) {
    const header = name.toLowerCase();
    if (header !== 'authorization' && header !== 'x-api-key') continue;
    if (typeof value === 'string' && value !== '') found[header] ??= value;
  }
  return found;
}

const refusal = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

const asError = ({
  message,
  path,
  extensions,
}: NonNullable<FormattedExecutionResult['errors']>[number]): GraphQLError =>
  new GraphQLError(message, { ...(path ? { path } : {}), extensions: extensions ?? {} });

/** graphql-ws looks at the kind of operation in a document; the operation itself has been run. */
const LIVE = parse('subscription { running: __typename }');
const SINGLE = parse('{ done: __typename }');

const argsFor = (begun: Begun): ExecutionArgs => ({
  schema: null as never, // not looked at: see `execute` and `subscribe` of socket-protocol.ts
  document: 'results' in begun ? LIVE : SINGLE,
  contextValue: begun,
});
