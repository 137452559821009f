import { Client } from 'pg';
import type { SqlWork } from '../sql-work';

/** A statement as a process sent it. */
export interface Recorded {
  /** The PostgreSQL role that sent it: each subgraph has its own. */
  role: string;
  text: string;
}

/** The roles that answer requests; jobs and broadcast have others, and go on by themselves. */
const ANSWERING = /^cashcraft_(identity|crm|estimates|gateway)$/;

type Query = (this: Client & { user?: string }, ...parts: unknown[]) => unknown;
const driver = Client.prototype as unknown as { query: Query };

/**
 * Writes down every statement of this process, at the driver. Costs time: not to be left on while something is measured.
 *
 * @returns ends it, and answers the statements in the order in which they were sent
 */
export function recordStatements(): () => readonly Recorded[] {
  const { query } = driver;
  const recorded: Recorded[] = [];
  driver.query = function (...parts) {
    const [first] = parts;
    const text = typeof first === 'string' ? first : (first as { text?: unknown } | null)?.text;
    const role = this.user ?? '';
    if (typeof text === 'string' && ANSWERING.test(role)) recorded.push({ role, text });
    return query.apply(this, parts);
  };
  return () => {
    driver.query = query;
    return recorded;
  };
}

const isControl = ({ text }: Recorded): boolean => /^(BEGIN|COMMIT|ROLLBACK)\b/.test(text);

/** How much work recorded statements are. */
export const sqlWorkOf = (recorded: readonly Recorded[]): SqlWork => ({
  statements: recorded.filter((one) => !isControl(one)).length,
  roundTrips: recorded.length,
});

/** The statement of a list that reads a table. @throws Error unless it is one */
export function statementOn(recorded: readonly Recorded[], table: string): Recorded {
  const found = recorded.filter((one) => !isControl(one) && tableOf(one.text) === table);
  const [only] = found;
  if (!only || found.length > 1) {
    throw new Error(`The product sends ${found.length} statements on ${table}, and the bare handler one.`);
  }
  return only;
}

const tableOf = (text: string): string | null => {
  const [, schema, table] = /\bFROM "?(\w+)"?\."?(\w+)"?/.exec(text) ?? [];
  return schema && table ? `${schema}.${table}` : null;
};

/**
 * Tells what two recordings of one operation differ in, by role and text, whatever their order; time-outs, which follow the
 * clock, apart.
 *
 * @returns null when they are the same
 */
export function differenceOf(found: readonly Recorded[], expected: readonly Recorded[]): string | null {
  const [left, right] = [found, expected].map((all) => all.map(comparable).toSorted()) as [
    string[],
    string[],
  ];
  if (left.join('\n') === right.join('\n')) return null;
  const missing = without(right, left).map((text) => `not sent: ${text}`);
  const added = without(left, right).map((text) => `sent besides: ${text}`);
  return [...missing, ...added].join('\n');
}

const comparable = ({ role, text }: Recorded): string =>
  `${role}: ${text
    .replace(/('statement_timeout', )'\d+'/, '$1…')
    .replace(/\s+/g, ' ')
    .trim()}`;

/** The items but those of another list, each of them once for once. */
function without(items: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return items.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
