import type { Connection } from 'pg';

/*
 * Statements that travel together. In PostgreSQL's extended protocol all that lies between two Sync messages is one implicit
 * transaction (https://www.postgresql.org/docs/17/protocol-flow.html#PROTOCOL-FLOW-PIPELINING): settings that are local to
 * it, then the reads, then one Sync. One network write, one round trip, and nothing outlives the Sync. The driver's own
 * query sends a Sync after each statement.
 *
 * Nothing is described: a read knows its columns, so PostgreSQL need not tell them.
 */

/** A statement to send, and what takes its rows. */
export interface WireStatement {
  readonly text: string;
  /** Under which PostgreSQL keeps it prepared; '' for none. */
  readonly name: string;
  readonly values: readonly (string | null)[];
  /** Takes one row. What it throws fails this statement alone. */
  onRow(values: readonly (string | null)[]): void;
}

/** How a statement ended. `skipped`: another before it failed, and PostgreSQL did not look at this one. */
export type WireOutcome = { state: 'done' } | { state: 'failed'; error: unknown } | { state: 'skipped' };

interface DataRow {
  fields: readonly (string | null)[];
}

/** The driver's connection, as far as it is used here; the driver has no types for it. */
interface Wire extends Pick<Connection, 'stream' | 'sync'> {
  parse(statement: { text: string; name: string }): void;
  bind(what: { statement: string; values: readonly (string | null)[] }): void;
  execute(what: object): void;
  close(what: { type: 'S'; name: string }): void;
}

/**
 * Prepared statements by connection. `unsure`: it may have failed before it was prepared, so it is closed (which is no
 * error for one that is not there) and prepared anew.
 */
const prepared = new WeakMap<object, Map<string, 'there' | 'unsure'>>();

/** What the driver's `client.query` takes: it hands us the connection, and each message that belongs to us. */
export class ReadQuery {
  /** For what listens at the driver; the driver itself does not look at it. */
  readonly text: string;
  readonly #outcomes: WireOutcome[];
  #at = 0;
  #mapping: { error: unknown } | null = null;

  /**
   * @param statements to run, in order
   * @param done called once, with an outcome for each statement
   */
  constructor(
    readonly statements: readonly WireStatement[],
    private readonly done: (outcomes: readonly WireOutcome[]) => void,
  ) {
    this.text = statements.map(({ text }) => text).join(';\n');
    this.#outcomes = statements.map(() => ({ state: 'skipped' }));
  }

  /** The driver puts its own function here when there is none. */
  callback(): void {
    // the outcomes are told by `done`
  }

  submit(connection: Wire): null {
    connection.stream.cork();
    try {
      for (const statement of this.statements) send(connection, statement);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
    return null;
  }

  handleDataRow({ fields }: DataRow): void {
    if (this.#mapping) return;
    try {
      this.statements[this.#at]?.onRow(fields);
    } catch (error) {
      this.#mapping = { error };
    }
  }

  handleCommandComplete(): void {
    this.#outcomes[this.#at] = this.#mapping ? { state: 'failed', ...this.#mapping } : { state: 'done' };
    this.#mapping = null;
    this.#at += 1;
  }

  /** After an error the driver forgets this query; PostgreSQL skips what follows, up to the Sync. */
  handleError(error: unknown, connection: object): void {
    for (const { name } of this.statements.slice(this.#at)) {
      if (name !== '') namesOf(connection).set(name, 'unsure');
    }
    if (this.#at < this.#outcomes.length) this.#outcomes[this.#at] = { state: 'failed', error };
    this.done(this.#outcomes);
  }

  handleReadyForQuery(): void {
    this.done(this.#outcomes);
  }

  handleRowDescription(): void {
    // nothing is described
  }
}

const namesOf = (connection: object): Map<string, 'there' | 'unsure'> => {
  let names = prepared.get(connection);
  if (!names) prepared.set(connection, (names = new Map()));
  return names;
};

function send(connection: Wire, { text, name, values }: WireStatement): void {
  if (name === '') connection.parse({ text, name });
  else prepare(connection, text, name);
  connection.bind({ statement: name, values });
  connection.execute({});
}

/** Lists have a form for each combination of their filters, and PostgreSQL keeps what it is given for as long as the connection lives. */
const MOST_PREPARED = 500;

/** Prepares a statement unless it is; the one that was not used for longest makes room. */
function prepare(connection: Wire, text: string, name: string): void {
  const names = namesOf(connection);
  const known = names.get(name);
  if (known !== 'there') {
    // One that made room may still be there: behind an error its closing was left out.
    if (known === 'unsure' || names.size >= MOST_PREPARED) connection.close({ type: 'S', name });
    connection.parse({ text, name });
  }
  names.delete(name);
  names.set(name, 'there');
  for (const oldest of names.keys()) {
    if (names.size <= MOST_PREPARED) break;
    names.delete(oldest);
    connection.close({ type: 'S', name: oldest });
  }
}
