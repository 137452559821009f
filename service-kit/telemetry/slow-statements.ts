import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Logger } from '../process/logger';
import { tablesIn } from './sql-spans';
import { onSlowStatements, type SlowStatements } from './sql-metrics';

/*
 * Statements that take long, with PostgreSQL's plan of them, in the log. The plan is asked for afterwards, one at a time, over a
 * connection that nobody wants at that moment, and for each shape once in some minutes: a database that is slow already is not asked
 * more. The session has its pool's role and no organisation, so that row-level security shows in the plan, and no row could be seen.
 *
 * Texts hold placeholders. What holds values all the same (several statements in one, for one round trip) is named by its tables only.
 */

/** Each shape is told once within this time, with how often it came meanwhile. */
const AGAIN_MS = 5 * 60_000;
const MOST_SHAPES = 500;
/** Of statements that travelled together. */
const MOST_TEXTS = 5;
const LONGEST_TEXT = 4_000;
const LONGEST_PLAN = 8_000;
const PLAN_TIMEOUT_MS = 2_000;
const IDLE_TRIES = 10;
const IDLE_MS = 100;

interface Shape {
  toldAt: number;
  since: number;
}

/** Begins to tell of them. @param thresholdMs what is long. @returns ends it, once the plan under way is there */
export function logSlowStatements(thresholdMs: number, log: Logger): () => Promise<void> {
  const shapes = new LRUCache<string, Shape>({ max: MOST_SHAPES });
  let planning: Promise<void> | null = null;

  function note(slow: SlowStatements): void {
    const texts = slow.statements.map(({ text }) => text);
    const shown = texts.slice(0, MOST_TEXTS).map(withoutValues);
    const key = shown.join(';').slice(0, LONGEST_TEXT); // values make no shape of their own
    const shape = shapes.get(key);
    if (shape && performance.now() - shape.toldAt < AGAIN_MS) {
      shape.since += 1;
      return;
    }
    shapes.set(key, { toldAt: performance.now(), since: 0 });
    const line = {
      pool: slow.pool,
      milliseconds: Math.round(slow.milliseconds),
      statements: shown,
      tables: [...new Set(texts.flatMap(tablesIn))],
      ...(shape ? { untoldBefore: shape.since } : {}),
      ...(slow.traceId === undefined ? {} : { traceId: slow.traceId }),
    };
    if (planning || !slow.connections) return void log.warn(line, 'slow statement');
    planning = plansOf(slow.connections, texts)
      .then((plans) => log.warn({ ...line, plans }, 'slow statement'))
      .finally(() => (planning = null));
  }

  onSlowStatements({ thresholdMs, note });
  return async () => {
    onSlowStatements(null);
    await planning;
  };
}

const PLANNED = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;

/** Statements of one text, without values in forms that are hard to tell from text. */
const isPlain = (text: string): boolean => !/;\s*\S|\\|\$\w*\$/.test(text);

const LITERAL = /'(?:[^']|'')*'/g;

/** A statement as it may be logged. */
export const withoutValues = (text: string): string =>
  isPlain(text)
    ? text.replace(LITERAL, "'…'").slice(0, LONGEST_TEXT)
    : `(several: ${tablesIn(text).join(', ')})`;

/** @returns a plan for each; why there is none, where there is none */
async function plansOf(pool: Pool, texts: readonly string[]): Promise<string[]> {
  if (!(await becomesIdle(pool))) return ['(no connection was idle)'];
  const plans: string[] = [];
  try {
    const client = await pool.connect();
    try {
      for (const text of texts.filter((one) => PLANNED.test(one) && isPlain(one)).slice(0, MOST_TEXTS))
        plans.push(await planOf(client, text));
    } finally {
      client.release();
    }
  } catch {
    plans.push('(the connection was lost)');
  }
  return plans;
}

/** The statement's own connection is in use at that moment, until its transaction has ended. */
async function becomesIdle(pool: Pool): Promise<boolean> {
  for (let tries = 0; tries < IDLE_TRIES; tries += 1) {
    await sleep(IDLE_MS, undefined, { ref: false });
    if (pool.ended) return false;
    if (pool.idleCount > 0 && pool.waitingCount === 0) return true;
  }
  return false;
}

interface Asking {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>;
}

/** A plan for whatever the parameters are: PostgreSQL 16 and newer have one. */
async function planOf(client: Asking, text: string): Promise<string> {
  try {
    await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${PLAN_TIMEOUT_MS}`);
    const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN) ${text}`);
    const lines = rows.map((row) => String(row['QUERY PLAN']).replace(LITERAL, "'…'"));
    return lines.join('\n').slice(0, LONGEST_PLAN);
  } catch (error) {
    return `(${String((error as { code?: unknown }).code ?? 'no plan')})`;
  } finally {
    await client.query('ROLLBACK');
  }
}
