import { createRateLimitRule, Store } from 'graphql-rate-limit';
import { isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { rateLimited } from '../errors/errors';
import { addressKey } from '../http/address-key';
import type { RequestFacts } from '../subgraph/context';
import { processCounter } from '../telemetry/process-metrics';
import { AuthMarkerError, type RuleContext } from './rule-context';

/*
 * How often one caller may use a field that reaches outside or is dear: `@rateLimit(max: 10, window: "1m")` in the SDL, counted in
 * the subgraph by graphql-rate-limit. It reads a list of times and writes it back, so calls at the same moment may pass together:
 * coarse by nature. What protects (log-in, reset) has the atomic limiter instead.
 *
 * Counted by user, and by address for callers who are not logged in.
 */

/** Where the times of calls are kept; each subgraph process shares them through Redis when there is one. */
type RateStore = Store;

/** How the limits of a process are counted. */
export interface FieldRates {
  readonly store: RateStore;
  /** How many times the SDL's `max` is allowed: 1 in production, many in development and tests. */
  readonly times: number;
}

/** How many callers' times a process remembers; the least recent is forgotten first. */
const MOST_CALLERS = 50_000;

type Identity = Parameters<Store['getForIdentity']>[0];
const keyOf = ({ contextIdentity, fieldIdentity }: Identity): string => `${contextIdentity} ${fieldIdentity}`;

/** Keeps times in memory, each as long as its window. (The library's own store forgets nothing.) */
export class MemoryRateStore extends Store {
  readonly #times = new LRUCache<string, readonly number[]>({ max: MOST_CALLERS });

  setForIdentity(identity: Identity, times: readonly number[], windowMs?: number): void {
    this.#times.set(keyOf(identity), times, { ttl: windowMs ?? 0 });
  }

  getForIdentity(identity: Identity): number[] {
    return [...(this.#times.get(keyOf(identity)) ?? [])];
  }
}

/** What of Redis the store uses; ioredis has it. */
export interface RateRedis {
  readonly status: string;
  get(key: string): Promise<string | null>;
  set(key: string, value: string, unit: 'PX', ms: number): Promise<unknown>;
}

/** Keeps times in Redis; counts in memory while Redis is not ready or fails, so that nobody waits for it. */
export class RedisRateStore extends Store {
  readonly #memory = new MemoryRateStore();
  readonly #redis: RateRedis;
  readonly #prefix: string;
  /** A Redis that hangs takes its time to each command: it is not asked again at once, so a call waits for it once. */
  #askAgainAt = 0;

  /** @param prefix in front of each key, the subgraph's name for example */
  constructor(redis: RateRedis, prefix: string) {
    super();
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async setForIdentity(identity: Identity, times: readonly number[], windowMs = 60_000): Promise<void> {
    this.#memory.setForIdentity(identity, times, windowMs);
    if (this.#isAway()) return;
    await this.#redis
      .set(this.#prefix + keyOf(identity), JSON.stringify(times), 'PX', windowMs)
      .catch(this.#leaveAlone);
  }

  async getForIdentity(identity: Identity): Promise<number[]> {
    const own = (): number[] => this.#memory.getForIdentity(identity);
    if (this.#isAway()) return own();
    try {
      const kept = await this.#redis.get(this.#prefix + keyOf(identity));
      return kept === null ? [] : (JSON.parse(kept) as number[]);
    } catch {
      this.#leaveAlone();
      return own();
    }
  }

  #isAway(): boolean {
    return this.#redis.status !== 'ready' || performance.now() < this.#askAgainAt;
  }

  readonly #leaveAlone = (): void => {
    this.#askAgainAt = performance.now() + PAUSE_MS;
  };
}

/** How long a Redis that failed is left alone. */
const PAUSE_MS = 1_000;

interface Limit {
  readonly max: number;
  readonly window: string;
}

const WINDOW = /^(\d+) ?(s|m|h|d)$/;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @throws AuthMarkerError when the directive can't be read; null when the field has none */
function limitOf(field: GraphQLField<unknown, unknown>, at: string): Limit | null {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'rateLimit');
  if (!directive) return null;
  const value = (name: string) =>
    directive.arguments?.find((argument) => argument.name.value === name)?.value;
  const [max, window] = [value('max'), value('window')];
  const times = max?.kind === 'IntValue' ? Number(max.value) : 0;
  const span = window?.kind === 'StringValue' ? window.value : '';
  if (times < 1 || !WINDOW.test(span)) {
    throw new AuthMarkerError(
      `${at}: @rateLimit takes a max of 1 or more and a window such as "30s", "1m" or "1h"`,
    );
  }
  return { max: times, window: span };
}

/** A window in milliseconds. @param span as the directive has it, such as `1m` */
function windowMs(span: string): number {
  const [, count, unit] = WINDOW.exec(span) as unknown as [string, string, keyof typeof UNIT_MS];
  return Number(count) * UNIT_MS[unit];
}

type Rule = ReturnType<ReturnType<typeof createRateLimitRule>>;

/**
 * The rules of all fields that carry `@rateLimit`, by `Type.field`.
 *
 * @throws AuthMarkerError for a directive that can't be read, or one on a subscription (its rules run for each event)
 */
export function rateRules(schema: GraphQLSchema, rates: FieldRates): Map<string, Rule> {
  const rules = new Map<string, Rule>();
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const at = `${type.name}.${field.name}`;
      const limit = limitOf(field as GraphQLField<unknown, unknown>, at);
      if (!limit) continue;
      if (type.name === 'Subscription')
        throw new AuthMarkerError(`${at}: a subscription can't carry @rateLimit`);
      rules.set(at, rateRule(at, limit, rates));
    }
  }
  return rules;
}

const refusals = processCounter(
  'field_rate_refusals_total',
  'Calls that `@rateLimit` refused, by field.',
  'field',
);

/** Fields of a query run side by side and are counted per request first; those of a mutation run one after another. */
function rateRule(at: string, limit: Limit, rates: FieldRates): Rule {
  refusals.begin(at);
  const words = `This may be done ${limit.max} times in ${limit.window}.`;
  const make = createRateLimitRule({
    identifyContext: (context: RuleContext & { facts: RequestFacts }) =>
      context.viewerOrNull
        ? `user ${context.viewerOrNull.userId}`
        : `address ${addressKey(context.facts.ip ?? 'unknown')}`,
    store: rates.store,
    enableBatchRequestCache: !at.startsWith('Mutation.'),
    createError: () => {
      refusals.add(at);
      return rateLimited(windowMs(limit.window), words);
    },
  });
  // Refused calls aren't kept: the list of a caller who never stops would grow without end.
  return make({ max: limit.max * rates.times, window: limit.window, uncountRejected: true });
}
