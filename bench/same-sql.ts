import { monitorEventLoopDelay } from 'node:perf_hooks';
import pg from 'pg';
import { percentile } from './statistics';

/*
 * An operation beside a client that sends the very same SQL and nothing else, in turns, so that whatever else the machine does falls on both.
 */

const WARM_UP = 5;
const ROUNDS = 40;

/** A statement as it went to PostgreSQL. */
export interface Sent {
  readonly text: string;
  readonly values: unknown[];
}

/** What every connection calls to send something; `pg` has no types for it. */
interface Wire {
  query(text: string): void;
  parse(query: { text: string }, more?: boolean): void;
  bind(config: { values?: unknown[] }, more?: boolean): void;
}

/** What is sent to PostgreSQL meanwhile, by whichever connection; reads that travel together are sent one by one. */
export async function recorded(work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const wire = pg.Connection.prototype as unknown as Wire;
  const { query, parse, bind } = wire;
  wire.query = function (text) {
    sent.push({ text, values: [] });
    query.call(this, text);
  };
  wire.parse = function (one, more) {
    sent.push({ text: one.text, values: [] });
    parse.call(this, one, more);
  };
  wire.bind = function (config, more) {
    sent.at(-1)?.values.push(...(config.values ?? []));
    bind.call(this, config, more);
  };
  try {
    await work();
  } finally {
    Object.assign(wire, { query, parse, bind });
  }
  if (sent.length === 0) throw new Error('Nothing was sent to PostgreSQL.');
  return sent;
}

/** An audit entry has an id, and is none of the rows. */
const withoutAudit = (text: string): string => (text.includes('audit.record') ? 'COMMIT' : text);

/** Whether a statement begins or ends a transaction; the rest of it is of no interest here. */
const BEGINS = /^(BEGIN|START TRANSACTION)/i;
const ENDS = /^(COMMIT|ROLLBACK)$/i;

/**
 * Sends it all again. A read outside a transaction travelled with the settings that row security asks for, as one: here the two get
 * a transaction, without which the settings would not reach the read, and it would find nothing.
 * @param lastly in place of the commit
 * @throws when no statement answered a row: then it was not the same work
 */
export async function replay(
  client: pg.Client | pg.PoolClient,
  sent: readonly Sent[],
  lastly: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
): Promise<void> {
  let rows = 0;
  let open: 'no' | 'theirs' | 'ours' = 'no';
  for (const { text, values } of sent) {
    const wanted = withoutAudit(text);
    if (BEGINS.test(wanted)) open = 'theirs';
    const isSettings = wanted.startsWith('SELECT set_config');
    if (open === 'no' && isSettings) {
      await client.query('BEGIN');
      open = 'ours';
    }
    const answer = await client.query(wanted === 'COMMIT' ? lastly : wanted, values);
    if (!isSettings) rows += answer.rowCount ?? 0;
    if (ENDS.test(wanted)) open = 'no';
    if (open === 'ours' && !isSettings) {
      await client.query('COMMIT');
      open = 'no';
    }
  }
  if (rows === 0) throw new Error('The client that sends the same SQL read and wrote nothing.');
}

/** Times the product and the bare client in turns. */
export async function inTurns(title: string, product: () => Promise<unknown>, bare: () => Promise<unknown>) {
  const times = { product: [] as number[], bare: [] as number[] };
  const busy: number[] = [];
  const held = monitorEventLoopDelay({ resolution: 1 });
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [kind, run] of [
      ['product', product],
      ['bare', bare],
    ] as const) {
      if (kind === 'product' && round >= WARM_UP) held.enable();
      const [begin, before] = [performance.now(), process.cpuUsage()];
      await run();
      const { user, system } = process.cpuUsage(before);
      if (round >= WARM_UP) times[kind].push(performance.now() - begin);
      if (round >= WARM_UP && kind === 'product') busy.push((user + system) / 1e3);
      held.disable();
    }
  }
  const [p50, p95, bare50] = [
    percentile(times.product, 50),
    percentile(times.product, 95),
    percentile(times.bare, 50),
  ];
  const cells = [
    title,
    p50.toFixed(1),
    p95.toFixed(1),
    percentile(busy, 50).toFixed(1),
    bare50.toFixed(1),
    `${(p50 / bare50).toFixed(2)} ×`,
    (held.max / 1e6).toFixed(0),
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
