import { LRUCache } from 'lru-cache';
import { Pool, type PoolClient } from 'pg';
import { connectClient } from '../postgres/database-roles';
import type { Logger } from '../process/logger';
import { followService, inTime, TookTooLong, type ServiceState } from '../process/service-state';
import { processCounter } from '../telemetry/process-metrics';
import { observedClient, watchPool } from '../telemetry/sql-metrics';
import type { WireOutcome, WireStatement } from './read-query';
import { borrow, giveBack, sendReads } from './send-reads';

/*
 * A streaming replica of our PostgreSQL. A read may go there when its caller was told a change version (decision 14), and the replica
 * itself says, in the transaction of the read, that its organisation is at that version (decision 31). Everything else, and whatever
 * the replica does not answer, goes to the primary: the replica can take load off it, and never makes a request wrong or fail.
 */

/** After so long without an answer it is asked whether it is there at all, in ms. */
const PATIENCE_MS = 100;
/** How long it has for that, and to take a connection, in ms. With the former it is what a request loses that meets a frozen replica. */
const CONNECT_MS = 150;
/** An organisation that was behind is not asked for again so soon, in ms. */
const BEHIND_MS = 250;
const MOST_BEHIND = 10_000;
const CONNECTIONS = 10;

type Outcome = 'answered' | 'behind' | 'failed' | 'away';
const outcomes = processCounter(
  'replica_reads_total',
  'Reads that might go to the replica; outcome is answered, or why the primary was asked: behind, failed, away.',
  'pool',
  'outcome',
);

interface ReplicaOptions {
  /** Of the subgraph's own role, at the replica. */
  readonly url: string;
  /** Shown in `pg_stat_activity` and in metrics. */
  readonly applicationName: string;
  readonly log: Logger;
}

export class ReadReplica {
  readonly #pool: Pool;
  readonly #state: ServiceState;
  /** Organisations whose last read found the replica behind. */
  readonly #behind = new LRUCache<string, true>({ max: MOST_BEHIND, ttl: BEHIND_MS });
  readonly #probe: () => Promise<unknown>;
  /** What it said when it was last asked whether it lives; all that wait for it take one answer. */
  #sign: Promise<boolean> | null = null;

  /** Connects when it is first used: a replica that is away keeps nobody from starting. */
  constructor(private readonly options: ReplicaOptions) {
    const { url, applicationName, log } = options;
    this.#pool = new Pool({
      connectionString: url,
      max: CONNECTIONS,
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_MS,
      Client: observedClient(applicationName),
    });
    this.#pool.on('error', () => undefined); // of an idle connection; the next read finds out
    watchPool(applicationName, this.#pool);
    this.#probe = async () => (await connectClient(url, 'DATABASE_READ_URL')).end();
    this.#state = followService({ name: 'The read replica', probe: this.#probe }, log);
  }

  /** Whether asking it for an organisation's rows is worth a round trip. */
  mayKnow(orgId: string): boolean {
    if (!this.#state.isDown && !this.#behind.has(orgId)) return true;
    this.#count(this.#state.isDown ? 'away' : 'behind');
    return false;
  }

  /**
   * Sends statements in one write.
   *
   * @returns how each ended; null when the replica does not answer
   */
  async send(statements: readonly WireStatement[]): Promise<readonly WireOutcome[] | null> {
    let client: PoolClient;
    try {
      client = await borrow(this.#pool);
    } catch (error) {
      // All its connections may be lent for so long: only the probe tells.
      this.#trouble(isOfDriver(error) ? new TookTooLong('no connection in time') : error);
      return null;
    }
    const answer = await this.#whileItLives(sendReads(client, statements));
    giveBack(client, answer === null);
    if (answer?.some((outcome) => outcome.state === 'failed' && isAway(outcome.error)))
      this.#trouble(new Error('the connection ended'));
    return answer;
  }

  /** Notes what became of reads that it was asked for. */
  note(orgId: string, outcome: Exclude<Outcome, 'away'>): void {
    this.#count(outcome);
    if (outcome === 'behind') this.#behind.set(orgId, true);
  }

  async close(): Promise<void> {
    this.#state.close();
    await this.#pool.end();
  }

  /** A long read is waited for as long as the replica lets others in. */
  async #whileItLives<T>(answer: Promise<T>): Promise<T | null> {
    for (;;) {
      try {
        return await inTime(PATIENCE_MS, answer);
      } catch (error) {
        if (error instanceof TookTooLong && (await this.#lives())) continue;
        this.#trouble(error);
        return null;
      }
    }
  }

  /** Asked once at a time, however many wait: a replica that is slow is not asked more for it. */
  #lives(): Promise<boolean> {
    this.#sign ??= inTime(CONNECT_MS, this.#probe())
      .then(
        () => true,
        () => false,
      )
      .finally(() => setTimeout(() => (this.#sign = null), PATIENCE_MS).unref());
    return this.#sign;
  }

  #trouble(error: unknown): void {
    this.#state.trouble(error);
  }

  #count(outcome: Outcome): void {
    outcomes.add(this.options.applicationName, outcome);
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');
/** The pool's own complaint, which has no code: it waited too long. */
const isOfDriver = (error: unknown): boolean => codeOf(error) === '';
/** No SQLSTATE, or that the server stops or starts; a read that was cancelled for a conflict with replay is no such thing. */
const isAway = (error: unknown): boolean =>
  !/^[0-9A-Z]{5}$/.test(codeOf(error)) || /^(08|57P)/.test(codeOf(error));
