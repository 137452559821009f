import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { requestTimeout } from '../errors/errors';
import { isId } from './ids';
import type { WireOutcome, WireStatement } from './read-query';
import type { ReadReplica } from './read-replica';
import type { MapRow } from './row-mapper';
import { borrow, giveBack, sendReads } from './send-reads';

/*
 * A request's reads. Those that begin in one tick share a connection and travel as one write, in one transaction that is
 * read-only, sees one organisation, and ends with it. Each has its own rows or its own error. Where there is a read replica, those
 * that may go there are tried there first (decision 31).
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
  /** The statement, whose rows go to `rows`. A read that is sent again begins with none. */
  to(rows: unknown[]): WireStatement;
  readonly text: string;
  readonly parameters: readonly (string | null)[];
  resolve(rows: unknown[]): void;
  reject(error: unknown): void;
}

/** A read that was sent, and what came of it so far. */
interface Sent {
  readonly read: Waiting;
  readonly statement: WireStatement;
  readonly rows: unknown[];
}

const begin = (read: Waiting): Sent => {
  const rows: unknown[] = [];
  return { read, rows, statement: read.to(rows) };
};

/** What a reader takes from a request. */
export interface ReaderParts {
  readonly source: DataSource;
  readonly transaction: EntityManager | null;
  readonly facts: {
    readonly deadlineAt?: number;
    readonly isAbandoned?: () => boolean;
    readonly changeVersion?: string;
  };
  /** Set in mutations: what they read is read where they write. */
  readonly mutation?: object | null;
  readonly replica?: ReadReplica | undefined;
}

const SETTINGS = readText(
  `SELECT set_config('app.org_id', $1, true), set_config('statement_timeout', $2, true), ` +
    `set_config('transaction_read_only', 'on', true)`,
);

/** Whether the server that answers has all changes of the organisation up to a version. */
const IS_AT = readText('SELECT changes.is_at($1)');

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
      const to = (rows: unknown[]) =>
        this.#statement({ text, name }, values, (fields) => void rows.push(map(fields)));
      this.#waiting.push({ to, text, parameters: values, resolve: resolve as Waiting['resolve'], reject });
    });
  }

  #statement(
    { text, name }: ReadText,
    values: WireStatement['values'],
    onRow: WireStatement['onRow'],
  ): WireStatement {
    return { text, name: this.#isNamed ? name : '', values, onRow };
  }

  #send(): void {
    const reads = this.#waiting;
    this.#waiting = [];
    if (reads.length > 0) this.#run(reads, this.#orgId);
  }

  #run(reads: readonly Waiting[], orgId: string): void {
    const work = this.parts.transaction ? this.#inTransaction(reads) : this.#outsideOfOne(reads, orgId);
    work.catch((error: unknown) => reads.forEach(({ reject }) => reject(error)));
  }

  async #outsideOfOne(reads: readonly Waiting[], orgId: string): Promise<void> {
    const { facts, replica, mutation } = this.parts;
    if (facts.isAbandoned?.() || this.#isOver()) throw requestTimeout();
    const { changeVersion } = facts;
    const left =
      replica && changeVersion !== undefined && !mutation && replica.mayKnow(orgId)
        ? await this.#onReplica(replica, changeVersion, reads, orgId)
        : reads;
    if (left.length > 0) await this.#inOwnTransaction(left, orgId);
  }

  /**
   * Settles what the replica answers. The check is a statement before the reads, and a server's later snapshots have all that its
   * earlier ones had: what it says of the version holds for the reads.
   *
   * @returns the reads that the primary has to answer
   */
  async #onReplica(
    replica: ReadReplica,
    version: string,
    reads: readonly Waiting[],
    orgId: string,
  ): Promise<readonly Waiting[]> {
    const sent = reads.map(begin);
    let isAt = false;
    const check = this.#statement(IS_AT, [version], ([answer]) => void (isAt = answer === 't'));
    const statements = [this.#settings(orgId), check, ...sent.map(({ statement }) => statement)];
    const [setting, checked, ...outcomes] = (await replica.send(statements)) ?? [];
    if (setting?.state !== 'done' || checked?.state !== 'done') {
      replica.note(orgId, 'failed');
      return reads;
    }
    replica.note(orgId, isAt ? 'answered' : 'behind');
    if (!isAt) return reads;
    this.#tellListener(reads);
    const left = sent.filter(({ read, rows }, index) => {
      const isDone = outcomes[index]?.state === 'done';
      if (isDone) read.resolve(rows);
      return !isDone;
    });
    return left.map(({ read }) => read);
  }

  /** The open transaction has said who reads. After an error in it PostgreSQL takes no more statements. */
  async #inTransaction(reads: readonly Waiting[]): Promise<void> {
    const runner = this.parts.transaction?.queryRunner;
    if (!runner || runner.isReleased) throw new Error('Connection terminated while it was in use');
    const client = (await runner.connect()) as PoolClient;
    this.#tellListener(reads);
    const sent = reads.map(begin);
    const outcomes = await sendReads(
      client,
      sent.map(({ statement }) => statement),
    );
    const failed = outcomes.find(({ state }) => state === 'failed');
    sent.forEach(({ read, rows }, index) => {
      const outcome = outcomes[index];
      if (outcome?.state === 'done') read.resolve(rows);
      else read.reject(this.#errorOf(outcome?.state === 'failed' ? outcome : failed));
    });
  }

  async #inOwnTransaction(reads: readonly Waiting[], orgId: string): Promise<void> {
    const client = await borrow((this.parts.source.driver as PostgresDriver).master as Pool);
    const sent = reads.map(begin);
    let outcomes: readonly WireOutcome[];
    try {
      if (this.#isOver()) throw requestTimeout(); // waiting for a connection took the time
      this.#tellListener(reads);
      outcomes = await sendReads(client, [this.#settings(orgId), ...sent.map(({ statement }) => statement)]);
    } finally {
      giveBack(client);
    }
    this.#settle(sent, outcomes, orgId);
  }

  #settings(orgId: string): WireStatement {
    const { deadlineAt } = this.parts.facts;
    // 0 would be no time-out at all
    const leftMs =
      deadlineAt === undefined ? STATEMENT_TIMEOUT_MS : Math.max(1, Math.ceil(deadlineAt - Date.now()));
    return this.#statement(SETTINGS, [orgId, String(leftMs)], () => undefined);
  }

  /** A read that failed takes nobody with it: those behind it, which PostgreSQL left out, are sent again. */
  #settle(sent: readonly Sent[], [setting, ...outcomes]: readonly WireOutcome[], orgId: string): void {
    if (setting?.state === 'failed') throw this.#errorOf(setting);
    const skipped: Waiting[] = [];
    sent.forEach(({ read, rows }, index) => {
      const outcome = outcomes[index];
      if (outcome?.state === 'done') read.resolve(rows);
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
    for (const { text, parameters } of reads) logger.logQuery(text, [...parameters]);
  }
}

const QUERY_CANCELED = '57014';

/** Named statements have to be switched on: PgBouncer in transaction mode loses them. */
const hasNamedStatements = ({ options }: DataSource): boolean =>
  Boolean((options.extra as { namedReads?: boolean } | undefined)?.namedReads);
