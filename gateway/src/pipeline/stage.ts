import type { OperationAnswer } from './answer';
import type { GatewayContext } from './context';
import type { SubgraphAnswer, SubgraphEvents } from '../sources/subgraph-source';
import type { Operation } from './operation';

/*
 * What happens to an operation between the HTTP request and the engine: a chain of stages, one concern each, composed
 * once per supergraph. Every way in (Apollo Server, the lane of known documents, a subscription's socket) runs the same chain, so no
 * way in can forget one.
 */

/** An operation to be executed, once its document is validated and its variables are coerced. */
export interface OperationRequest {
  readonly operation: Operation;
  /** Coerced by the operation's definitions, defaults filled in. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  /** The answer's head, for stages that say something there. */
  readonly head: ResponseHead;
  /**
   * Whether the data may have parts in it as a subgraph wrote them ({@link Verbatim}): set by who writes them out again. A
   * stage that looks at data, or keeps it, asks what comes after it without.
   */
  readonly mayBeVerbatim?: boolean;
  /** Of a subscription only. Stages that count or remember requests pass on what is an `event`: they saw its `begin`. */
  readonly moment?: SubscriptionMoment;
}

/**
 * A subscription passes the stages when it begins, and again with each event: so what a stage takes out of an answer is
 * taken out of every event. The engine opens the stream at the first, and completes the event's answer at the others.
 */
type SubscriptionMoment =
  | { readonly kind: 'begin'; accept(events: SubgraphEvents): void }
  | { readonly kind: 'event'; readonly answer: SubgraphAnswer };

export interface ResponseHead {
  /** The HTTP status, if it is not to be the usual one. */
  status?: number | undefined;
  readonly headers: { set(name: string, value: string): unknown };
}

/**
 * Runs an operation. A refusal is thrown as a GraphQLError with a known code, and `extensions.http` where the HTTP
 * status matters; trouble with parts of the data is in the answer's `errors`.
 */
export type Execute = (request: OperationRequest) => Promise<OperationAnswer>;

/** Wraps what comes after it. Called once per supergraph; what it returns, once per request. */
export type Stage = (next: Execute) => Execute;

/** Composes stages, the first outermost, around the engine. */
export function throughStages(stages: readonly Stage[], engine: Execute): Execute {
  return stages.reduceRight((next, stage) => stage(next), engine);
}
