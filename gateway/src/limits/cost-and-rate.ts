import { perOutcome } from '../pipeline/conditions';
import type { OperationRequest, Stage } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import type { GraphFacts } from '../graphs/served-graph';
import type { Actual } from './cost/actual-cost';
import { evaluate } from './cost/amount';
import { readCostWeights } from './cost/cost-weights';
import { fieldNamed, tooExpensive } from './cost/cost-refusal';
import { costOfOperation, dearestFields, type DearField } from './cost/operation-cost';
import { principalOf, type Principal } from './rates/principal';
import type { BucketState, PointBucket } from './rates/point-bucket';
import type { RateLimits } from './rates/rate-limits';
import { createSpending, type Spending } from '../../../service-kit/subgraph/spending';
import { tooMany, windowHeaders } from './rates/refusals';
import type { WindowState } from './rates/request-window';
import type { OnRefusal } from './request-check';

/** What operations may cost. */
export interface CostLimits {
  /** One operation, at most. 0 is no limit. */
  readonly max: number;
  /** How long a list without `@listSize` is taken to be. */
  readonly listSize: number;
}

export const COST_LIMITS: CostLimits = { max: 20_000, listSize: 10 };

/** Shopify's name for it. */
const ASKS_FOR_COST = 'x-graphql-cost-include-fields';

interface Parts {
  cost: CostLimits;
  rates: RateLimits;
  onRefusal: OnRefusal;
}

/**
 * The stage that knows what operations cost: refuses the too expensive ones before they are planned, counts operations by user,
 * takes points by cost from the caller, and gives back what the answer turned out not to cost.
 */
export const costAndRate =
  ({ cost: limits, rates, onRefusal }: Parts) =>
  ({ supergraph, schema }: GraphFacts): Stage => {
    const weights = readCostWeights(supergraph.document);
    const rules = { schema, weights, listSize: limits.listSize };
    const costOf = perOutcome((operation, variables) => costOfOperation(operation, variables, rules));
    const refused = (points: number, dearest: DearField[]) => {
      onRefusal('cost');
      return tooExpensive(points, limits.max, dearest, weights);
    };
    return (next) => async (request) => {
      const { estimate, actual } = costOf(request.operation, request.variables);
      const requested = Math.max(MIN_COST, evaluate(estimate, request.variables));
      if (limits.max > 0 && requested > limits.max) {
        throw refused(requested, dearestFields(request.operation, rules, request.variables));
      }
      const principal = principalOf(request.context);
      const isEvent = request.moment?.kind === 'event'; // its operation was counted when it began
      if (principal.kind === 'user' && rates.user && !isEvent) {
        const state = rates.user(principal.id);
        countOperation(state instanceof Promise ? await state : state, request, onRefusal);
      }
      const account = rates.points && (await openAccount(rates.points, principal, requested, onRefusal));
      const spending = createSpending(limits.max, requested);
      const answer = await next(withSpending(request, spending)).catch(async (error: unknown) => {
        await account?.settle(Math.max(MIN_COST, spending.spent)); // refused further in: it cost what was read
        throw error;
      });
      const isBegun = request.moment?.kind === 'begin';
      const spent = isBegun
        ? MIN_COST
        : Math.max(MIN_COST, spending.spent, actualCost(actual, answer, request));
      const settled = account?.settle(spent) ?? null;
      if (spending.isExceeded) {
        const refusal = refused(spending.spent, fieldNamed(spending.mostOn, rules));
        // What a mutation did stays done: its answer tells of that, and which of its fields were not read any more.
        if (request.operation.type !== 'mutation') throw refusal;
      }
      if (request.context.headers[ASKS_FOR_COST] !== 'true') return answer;
      const cost = { requestedQueryCost: requested, actualQueryCost: spent };
      const throttle = settled && { throttleStatus: throttleStatus(await settled) };
      return { ...answer, extensions: { ...answer.extensions, cost: { ...cost, ...throttle } } };
    };
  };

/** The same request; what subgraphs in this process read is charged to it. */
const withSpending = (request: OperationRequest, spending: Spending): OperationRequest => ({
  ...request,
  context: { ...request.context, facts: { ...request.context.facts, spending } },
});

/** Even an operation that costs nothing is work. */
const MIN_COST = 1;

/** @throws GraphQLError RATE_LIMITED */
function countOperation(state: WindowState, { head }: OperationRequest, onRefusal: OnRefusal): void {
  if (!state.allowed) {
    onRefusal('rate_user');
    const words = `Too many requests of yours: ${state.limit} in an hour is the limit.`;
    throw tooMany(words, state.resetMs, {}, windowHeaders(state));
  }
  for (const [name, value] of windowHeaders(state)) head.headers.set(name, value);
}

interface Account {
  /** Gives back what was taken too much; answers what there is then. */
  settle(spent: number): BucketState | Promise<BucketState>;
}

/** Takes an operation's points. @throws GraphQLError RATE_LIMITED when there aren't enough */
async function openAccount(
  points: PointBucket,
  principal: Principal,
  requested: number,
  onRefusal: OnRefusal,
): Promise<Account> {
  const key = `${principal.kind}:${principal.id}`;
  const state = await points.take(key, requested);
  if (!state.allowed) {
    onRefusal('rate_points');
    const words = `This costs ${requested} points, and you have ${Math.floor(state.available)} left.`;
    const cost = { requestedQueryCost: requested, throttleStatus: throttleStatus(state) };
    throw tooMany(words, state.waitMs, { cost });
  }
  return { settle: (spent) => (spent === requested ? state : points.take(key, spent - requested)) };
}

const throttleStatus = ({ rule, available }: BucketState) => ({
  maximumAvailable: rule.capacity,
  currentlyAvailable: Math.floor(available),
  restoreRate: rule.perSecond,
});

/** What an answer without data did cost: nothing that is in it. */
function actualCost(actual: Actual, { data }: OperationAnswer, { variables }: OperationRequest): number {
  if (!data) return 0;
  return typeof actual === 'number' ? actual : actual(data, variables);
}
