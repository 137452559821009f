import { Client } from 'pg';
import type { SqlWork } from '../sql-work';

/** What a process sent to PostgreSQL at once: one round trip. */
export interface Recorded {
  /** The PostgreSQL role that sent it: each subgraph has its own. */
  role: string;
  /** Its statements; several when reads travelled together. */
  texts: readonly string[];
}

/** The roles that answer requests (`READER` is PostGraphile's); jobs and broadcast have others, and go on by themselves. */
const ANSWERING = /^(cashcraft_(identity|crm|estimates|gateway)|bench_reader)$/;

type Query = (this: Client & { user?: string }, ...parts: unknown[]) => unknown;
const driver = Client.prototype as unknown as { query: Query };

/**
 * Writes down every statement of this process, at the driver. Costs time: not to be left on while something is measured.
 *
 * @returns ends it, and answers what was sent, in order
 */
export function recordStatements(): () => readonly Recorded[] {
  const { query } = driver;
  const recorded: Recorded[] = [];
  driver.query = function (...parts) {
    const texts = textsOf(parts[0]);
    const role = this.user ?? '';
    if (texts.length > 0 && ANSWERING.test(role)) recorded.push({ role, texts });
    return query.apply(this, parts);
  };
  return () => {
    driver.query = query;
    return recorded;
  };
}

/** The driver takes a text, an object with one, and our own queries of several statements. */
function textsOf(query: unknown): string[] {
  if (typeof query === 'string') return [query];
  const { text, statements } = (query ?? {}) as { text?: string; statements?: readonly { text: string }[] };
  return statements?.map((one) => one.text) ?? (text === undefined ? [] : [text]);
}

const CONTROL = /^(BEGIN|COMMIT|ROLLBACK|SELECT set_config)\b/;

/** How much work recorded statements are; what frames them is no statement, and no round trip where it travels with them. */
export const sqlWorkOf = (recorded: readonly Recorded[]): SqlWork => ({
  statements: recorded.flatMap(({ texts }) => texts).filter((text) => !CONTROL.test(text)).length,
  roundTrips: recorded.length,
});
