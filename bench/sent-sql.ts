import pg from 'pg';

/** A statement as it was sent to PostgreSQL. */
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

/** Sends them again, one by one. @param lastly in place of the commit */
export async function replay(
  client: pg.Client | pg.PoolClient,
  sent: readonly Sent[],
  lastly: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
): Promise<void> {
  for (const { text, values } of sent) {
    const shown = withoutAudit(text);
    await client.query(shown === 'COMMIT' ? lastly : shown, values);
  }
}
