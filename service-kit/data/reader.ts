import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { noteStatement } from '../telemetry/sql-metrics';
import { activeSpan } from '../telemetry/tracing';
import { requestTimeout } from '../errors/errors';
import { isId } from './ids';
import { ReadQuery, type WireOutcome, type WireStatement } from './read-query';
import type { MapRow } from './row-mapper';

/*
 * A request's reads. Those that begin in one tick share a connection and travel as one write, in one transaction that is
 * read-only, sees one organisation, and ends with it. Each has its own rows or its own error.
 */

/** Without a deadline, in ms. */
export const STATEMENT_TIMEOUT_MS = 30_000;

/** A statement's text with what it is sent under; made once. */
export interface ReadText {
  readonly text: string;
  /** Of the prepared statement, where statements are named. */
  readonly name: string;
}

/** Names a text: the same text has the same name in every process. */
export const readText = (text: string): ReadText => ({
  text,
  name: `read_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`,
});

/** One read to be sent. */
interface Waiting {
  readonly statement: WireStatement;
  readonly parameters: readonly (string | null)[];
  resolve(): void;
  reject(error: unknown): void;
}

/** What a reader takes from a request. */
export interface ReaderParts {
  readonly source: DataSource;
  readonly transaction: EntityManager | null;
  readonly facts: { readonly deadlineAt?: number; readonly isAbandoned?: () => boolean };
}

const SETTINGS = readText(
  `SELECT set_config('app.org_id', $1, true), set_config('statement_timeout', $2, true), ` +
    `set_config('transaction_read_only', 'on', true)`,
);

/** Sends the reads of one request, or of one transaction. */
export class Reader {
  #waiting: Waiting[] = [];
  /** Whose rows those that wait may see. */
  #orgId = '';
  readonly #isNamed: boolean;

  constructor(private readonly parts: ReaderParts) {
    this.#isNamed = hasNamedStatements(parts.source);
  }

  /**
   * Reads rows. Whatever is asked for in the same tick travels with it.
   *
   * @param orgId from the verified token only
   * @param values the statement's parameters as text
   * @param map makes a row of its values
   * @throws GraphQLError REQUEST_TIMEOUT when nobody waits for it any more, or PostgreSQL ended it at the deadline
   */
  rows<T>(
    orgId: string,
    { text, name }: ReadText,
    values: readonly (string | null)[],
    map: MapRow<T>,
  ): Promise<T[]> {
    if (!isId(orgId)) throw new Error('Reading needs an organisation id.');
    if (this.#waiting.length > 0 && orgId !== this.#orgId) this.#send();
    if (this.#waiting.length === 0) process.nextTick(() => this.#send());
    this.#orgId = orgId;
    return new Promise<T[]>((resolve, reject) => {
      const rows: T[] = [];
      const onRow = (fields: readonly (string | null)[]) => void rows.push(map(fields));
      const statement = { text, name: this.#isNamed ? name : '', values, onRow };
      this.#waiting.push({ statement, parameters: values, resolve: () => resolve(rows), reject });
    });
  }

  #send(): void {
    const reads = this.#waiting;
    this.#waiting = [];
    if (reads.length > 0) this.#run(reads, this.#orgId);
  }

  #run(reads: readonly Waiting[], orgId: string): void {
    const work = this.parts.transaction ? this.#inTransaction(reads) : this.#inOwnTransaction(reads, orgId);
    work.catch((error: unknown) => reads.forEach(({ reject }) => reject(error)));
  }

  /** The open transaction has said who reads. After an error in it PostgreSQL takes no more statements. */
  async #inTransaction(reads: readonly Waiting[]): Promise<void> {
    const runner = this.parts.transaction?.queryRunner;
    if (!runner || runner.isReleased) throw new Error('Connection terminated while it was in use');
    const client = (await runner.connect()) as PoolClient;
    this.#tellListener(reads);
    const outcomes = await submit(
      client,
      reads.map(({ statement }) => statement),
    );
    const failed = outcomes.find(({ state }) => state === 'failed');
    reads.forEach((read, index) => {
      const outcome = outcomes[index];
      if (outcome?.state === 'done') read.resolve();
      else read.reject(this.#errorOf(outcome?.state === 'failed' ? outcome : failed));
    });
  }

  async #inOwnTransaction(reads: readonly Waiting[], orgId: string): Promise<void> {
    const { source, facts } = this.parts;
    if (facts.isAbandoned?.() || this.#isOver()) throw requestTimeout();
    const client = await borrow((source.driver as PostgresDriver).master as Pool);
    let outcomes: readonly WireOutcome[];
    try {
      if (this.#isOver()) throw requestTimeout(); // waiting for a connection took the time
      this.#tellListener(reads);
      outcomes = await submit(client, [this.#settings(orgId), ...reads.map(({ statement }) => statement)]);
    } finally {
      giveBack(client);
    }
    this.#settle(reads, outcomes, orgId);
  }

  #settings(orgId: string): WireStatement {
    const { deadlineAt } = this.parts.facts;
    // 0 would be no time-out at all
    const leftMs =
      deadlineAt === undefined ? STATEMENT_TIMEOUT_MS : Math.max(1, Math.ceil(deadlineAt - Date.now()));
    const { text, name } = SETTINGS;
    return { text, name: this.#isNamed ? name : '', values: [orgId, String(leftMs)], onRow: () => undefined };
  }

  /** A read that failed takes nobody with it: those behind it, which PostgreSQL left out, are sent again. */
  #settle(reads: readonly Waiting[], [setting, ...outcomes]: readonly WireOutcome[], orgId: string): void {
    if (setting?.state === 'failed') throw this.#errorOf(setting);
    const skipped: Waiting[] = [];
    reads.forEach((read, index) => {
      const outcome = outcomes[index];
      if (outcome?.state === 'done') read.resolve();
      else if (outcome?.state === 'failed') read.reject(this.#errorOf(outcome));
      else skipped.push(read);
    });
    if (skipped.length > 0) this.#run(skipped, orgId);
  }

  #isOver(): boolean {
    const { deadlineAt } = this.parts.facts;
    return deadlineAt !== undefined && deadlineAt <= Date.now();
  }

  #errorOf(outcome: WireOutcome | undefined): unknown {
    const error = outcome?.state === 'failed' ? outcome.error : undefined;
    const isCanceled = (error as { code?: unknown } | undefined)?.code === QUERY_CANCELED;
    return isCanceled && this.#isOver() ? requestTimeout() : (error ?? new Error('A read was left out.'));
  }

  /** TypeORM's logger is told as if TypeORM had sent them: tests count with it. */
  #tellListener(reads: readonly Waiting[]): void {
    const { logger } = this.parts.source;
    for (const { statement, parameters } of reads) logger.logQuery(statement.text, [...parameters]);
  }
}

const QUERY_CANCELED = '57014';

/** Named statements have to be switched on: PgBouncer in transaction mode loses them. */
const hasNamedStatements = ({ options }: DataSource): boolean =>
  Boolean((options.extra as { namedReads?: boolean } | undefined)?.namedReads);

const submit = (client: PoolClient, statements: readonly WireStatement[]) =>
  new Promise<readonly WireOutcome[]>((resolve) => {
    const sent = { verb: 'SELECT', statements, startedAt: performance.now(), parent: activeSpan() };
    const done = (outcomes: readonly WireOutcome[]): void => {
      const failed = outcomes.find(({ state }) => state === 'failed');
      noteStatement(client, sent, failed?.state === 'failed' ? failed.error : undefined);
      resolve(outcomes);
    };
    client.query(new ReadQuery(statements, done) as never);
  });

/** A connection that breaks while it is lent tells its query; the driver emits it besides, and nobody else listens. */
const ignore = (): void => undefined;

async function borrow(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect();
  client.on('error', ignore);
  return client;
}

/** The pool drops a connection that is broken by itself. */
function giveBack(client: PoolClient): void {
  client.removeListener('error', ignore);
  client.release();
}
