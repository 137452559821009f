import { Client, type ClientBase, type Pool } from 'pg';
import { noteSqlSpan } from './sql-spans';
import { activeSpan, type Span } from './tracing';
import { processCounter, processGauge, processSeconds } from './process-metrics';

/*
 * How long statements take, what PostgreSQL refuses, and whether pools suffice. A pool is named as in `pg_stat_activity`.
 */

const seconds = processSeconds(
  'sql_statement_duration_seconds',
  'Time of a statement; reads that travel together are one.',
  'pool',
  'verb',
);
const errors = processCounter(
  'sql_errors_total',
  'Statements that failed, by the class of their SQLSTATE; "connection" where there is none.',
  'pool',
  'class',
);

const VERBS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'WITH']);
const verbOf = (text: string): string | null => {
  const verb = /^\s*([A-Za-z]+)/.exec(text.slice(0, 40))?.[1]?.toUpperCase() ?? '';
  if (VERBS.has(verb)) return verb;
  return CONTROL.has(verb) ? null : 'OTHER';
};
/** They say nothing of our statements. */
const CONTROL = new Set(['EXPLAIN', 'BEGIN', 'START', 'COMMIT', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'SET']);

const classOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : 'connection';
};

const poolNames = new WeakMap<ClientBase, string>();

/** Notes one round of statements. @param failed the first error of it, if there was one */
export function noteStatement(client: ClientBase, sent: SentStatements, failed?: unknown): void {
  const pool = poolNames.get(client);
  if (pool === undefined) return;
  const { verb, startedAt, parent } = sent;
  const milliseconds = performance.now() - startedAt;
  seconds.observe(milliseconds / 1000, pool, verb);
  if (slow !== null && milliseconds >= slow.thresholdMs) {
    const { statements } = sent;
    const traceId = parent?.traceId;
    slow.note({ pool, statements, milliseconds, traceId, connections: poolOf(pool) });
  }
  if (failed !== undefined) errors.add(pool, classOf(failed));
  if (parent) noteSqlSpan(pool, { ...sent, parent }, failed);
}

/** Statements that took long. */
export interface SlowStatements {
  readonly pool: string;
  readonly statements: SentStatements['statements'];
  readonly milliseconds: number;
  readonly traceId: string | undefined;
  /** Where they can be asked about. */
  readonly connections: Pool | undefined;
}

let slow: { readonly thresholdMs: number; note(slow: SlowStatements): void } | null = null;

/** Has statements told that take so long; null ends that. */
export function onSlowStatements(told: typeof slow): void {
  slow = told;
}

const poolOf = (name: string): Pool | undefined => {
  for (const [pool, known] of pools) if (known === name && !pool.ended) return pool;
  return undefined;
};

/** Statements that went to PostgreSQL together. */
export interface SentStatements {
  readonly verb: string;
  readonly statements: readonly { readonly text: string }[];
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** The span that they are a part of. */
  readonly parent: Span | undefined;
}

/** The class of connections for a pool whose statements are measured: pg's own, which notes what it sends. */
export function observedClient(pool: string): typeof Client {
  return class extends Client {
    constructor(...args: ConstructorParameters<typeof Client>) {
      super(...args);
      poolNames.set(this, pool);
      const send = this.query.bind(this) as (...sent: unknown[]) => unknown;
      this.query = ((...sent: unknown[]) => {
        const startedAt = performance.now();
        const answer = send(...sent);
        if (!(answer instanceof Promise)) return answer;
        const text = textOf(sent[0]);
        const verb = verbOf(text);
        if (verb !== null) {
          const statements = { verb, statements: [{ text }], startedAt, parent: activeSpan() };
          answer.then(
            () => noteStatement(this, statements),
            (error: unknown) => noteStatement(this, statements, error),
          );
        }
        return answer;
      }) as typeof this.query;
    }
  };
}

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as { text?: unknown } | null)?.text ?? '');

const pools = new Map<Pool, string>();

/** Shows a pool's connections until it has ended. */
export function watchPool(name: string, pool: Pool): void {
  pools.set(pool, name);
  for (const known of WATCHED_CLASSES) errors.begin(name, known);
}

/** Connections, resources, an operator's doing, the system: what an alert is for. */
const WATCHED_CLASSES = ['connection', '08', '53', '57', '58'];

/** A pool's connections now. */
export interface PoolState {
  readonly pool: string;
  readonly idle: number;
  readonly busy: number;
  readonly size: number;
  readonly waiting: number;
}

/** The pools of this process; those of one name as one. */
export function poolStates(): PoolState[] {
  const states = new Map<string, PoolState>();
  for (const [pool, name] of pools) {
    if (pool.ended) {
      pools.delete(pool);
      continue;
    }
    const before = states.get(name) ?? { pool: name, idle: 0, busy: 0, size: 0, waiting: 0 };
    const { idleCount, totalCount, waitingCount, options } = pool;
    states.set(name, {
      pool: name,
      idle: before.idle + idleCount,
      busy: before.busy + totalCount - idleCount,
      size: before.size + options.max,
      waiting: before.waiting + waitingCount,
    });
  }
  return [...states.values()];
}

processGauge(
  'sql_pool_connections',
  'Connections of a pool; state is idle or busy.',
  ['pool', 'state'],
  () =>
    poolStates().flatMap(({ pool, idle, busy }) => [
      { labels: { pool, state: 'idle' }, value: idle },
      { labels: { pool, state: 'busy' }, value: busy },
    ]),
  'sum',
);
processGauge(
  'sql_pool_size',
  'Connections that a pool may have at most.',
  ['pool'],
  () => poolStates().map(({ pool, size }) => ({ labels: { pool }, value: size })),
  'sum',
);
processGauge(
  'sql_pool_waiting',
  'Requests that wait for a connection of a pool.',
  ['pool'],
  () => poolStates().map(({ pool, waiting }) => ({ labels: { pool }, value: waiting })),
  'sum',
);
