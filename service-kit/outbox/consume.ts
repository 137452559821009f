import type { EntityManager } from 'typeorm';
import { traceFrom } from '../http/trace';
import { inSpan } from '../telemetry/tracing';
import { inOrganization } from '../postgres/database';
import type { Mailer } from '../mail/mail-kind';
import type { Logger } from '../process/logger';
import {
  handlerOf,
  NotYet,
  PermanentFailure,
  schemaOf,
  type EventConsumer,
  type EventHandler,
  type EventPart,
  type ReceivedEvent,
} from './events';

/** How many objects are looked at together. */
const HEADS = 100;
const DEFAULT_ATTEMPTS = 12;
const LONGEST_WAIT_S = 3_600;
/** What is done is remembered, so that it is not taken again. */
const REMEMBER_DAYS = 7;
/** Outside work that was begun and never reported on is begun again after this; no handler may take longer. */
const ACT_LEASE_S = 120;

interface InboxRow {
  event_id: string;
  type: string;
  object: string;
  payload: unknown;
  emitted_at: Date;
  attempts: number;
  trace: string | null;
}

const COLUMNS = 'event_id, type, object, payload, emitted_at, attempts, trace';

/**
 * Works an organisation's inbox off for one consumer: the oldest event of each object that is due, then the object's next.
 * Several may do so at once: an event's row is locked while it is applied.
 *
 * @param stop aborts between two events
 */
export async function consumeEvents(
  part: EventPart,
  consumer: EventConsumer,
  orgId: string,
  log: Logger,
  stop?: AbortSignal,
): Promise<void> {
  const inbox = new Inbox(part, consumer, orgId, log);
  for (;;) {
    const objects = await inbox.objectsDue();
    let done = 0;
    for (const object of objects) {
      while (!stop?.aborted && (await inbox.consumeNext(object))) done += 1;
    }
    if (done === 0 || stop?.aborted) break;
  }
  await inbox.forget();
}

const NO_MAILER: Mailer = {
  request: () => Promise.reject(new Error('This part was given no way to ask for mails.')),
};

class Inbox {
  constructor(
    private readonly part: EventPart,
    private readonly consumer: EventConsumer,
    private readonly orgId: string,
    private readonly log: Logger,
  ) {}

  #transaction<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    return inOrganization(this.part.source, this.orgId, work);
  }

  get #table(): string {
    return `${schemaOf(this.part.source)}.inbox`;
  }

  /** Objects whose oldest event is due. */
  async objectsDue(): Promise<string[]> {
    const rows = await this.#transaction(
      (db) =>
        db.query(
          `SELECT object FROM (
             SELECT DISTINCT ON (object) object, position, dead_at, next_at FROM ${this.#table}
              WHERE org_id = $1 AND consumer = $2 AND done_at IS NULL ORDER BY object, position) head
            WHERE dead_at IS NULL AND next_at <= now() ORDER BY position LIMIT ${HEADS}`,
          [this.orgId, this.consumer.name],
        ) as Promise<{ object: string }[]>,
    );
    return rows.map(({ object }) => object);
  }

  /** Takes an object's oldest event, if it is due and nobody else has it. @returns whether it is done */
  async consumeNext(object: string): Promise<boolean> {
    let taken: InboxRow | undefined;
    try {
      const acted = await this.#transaction(async (db) => {
        taken = await this.#lockHead(db, object);
        if (!taken) return false;
        const handler = handlerOf(this.consumer, taken.type);
        if (!handler) throw new PermanentFailure(`This version does not consume "${taken.type}".`);
        if ('act' in handler) {
          await this.#lease(db, taken);
          return handler;
        }
        const received = this.#received(taken, handler);
        const tools = { mailer: this.part.mailer ?? NO_MAILER };
        await this.#traced(taken, () => handler.apply(db, received, tools));
        await this.#finish(db, taken);
        return true;
      });
      if (typeof acted === 'boolean' || !taken) return acted === true;
      const event = taken;
      await this.#traced(event, () => acted.act(this.#received(event, acted)));
      await this.#transaction((db) => this.#finish(db, event));
      return true;
    } catch (error) {
      if (!taken) throw error;
      if (error instanceof NotYet) await this.#postpone(taken, error);
      else await this.#fail(taken, error);
      return false;
    }
  }

  async #lockHead(db: EntityManager, object: string): Promise<InboxRow | undefined> {
    // The oldest is chosen first and locked then: SKIP LOCKED alone would pass over it to its successor.
    const [head] = (await db.query(
      `SELECT ${COLUMNS} FROM ${this.#table}
        WHERE org_id = $1 AND consumer = $2 AND done_at IS NULL AND dead_at IS NULL AND next_at <= now()
          AND position = (SELECT min(position) FROM ${this.#table}
                           WHERE org_id = $1 AND consumer = $2 AND object = $3 AND done_at IS NULL)
        FOR UPDATE SKIP LOCKED`,
      [this.orgId, this.consumer.name, object],
    )) as InboxRow[];
    return head;
  }

  #received(row: InboxRow, { definition }: EventHandler): ReceivedEvent<unknown> {
    const parsed = definition.payload.safeParse(row.payload);
    if (!parsed.success) {
      const where = parsed.error.issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; ');
      throw new PermanentFailure(`The payload is not one of "${row.type}": ${where}`);
    }
    const { event_id: id, emitted_at: emittedAt, attempts } = row;
    return { id, orgId: this.orgId, payload: parsed.data, emittedAt, attempt: attempts + 1 };
  }

  /** In the trace of what emitted it. */
  #traced<T>({ type, trace, attempts }: InboxRow, work: () => Promise<T>): Promise<T> {
    const { part, consumer, orgId } = this;
    return inSpan(
      `event ${type}`,
      () => ({
        kind: 'consumer',
        parent: traceFrom(trace),
        attributes: {
          'cashcraft.subgraph': part.name,
          'cashcraft.consumer': consumer.name,
          'cashcraft.org_id': orgId,
          'cashcraft.event.attempt': attempts + 1,
        },
      }),
      work,
    );
  }

  #update(db: EntityManager, row: InboxRow, set: string, ...values: unknown[]): Promise<unknown> {
    return db.query(
      `UPDATE ${this.#table} SET ${set} WHERE org_id = $1 AND consumer = $2 AND event_id = $3 AND done_at IS NULL`,
      [this.orgId, this.consumer.name, row.event_id, ...values],
    );
  }

  /** Counted before it begins: what ends the process with it is not tried for ever. */
  #lease(db: EntityManager, row: InboxRow): Promise<unknown> {
    return this.#update(db, row, `attempts = attempts + 1, next_at = now() + interval '${ACT_LEASE_S} s'`);
  }

  /** What is done needs no payload; it may hold what people would rather have forgotten. */
  #finish(db: EntityManager, row: InboxRow): Promise<unknown> {
    return this.#update(db, row, 'done_at = now(), payload = NULL, error = NULL');
  }

  #postpone(row: InboxRow, { message, seconds }: NotYet): Promise<unknown> {
    const set = 'attempts = $4, error = $5, next_at = now() + make_interval(secs => $6)';
    return this.#transaction((db) => this.#update(db, row, set, row.attempts, message, seconds));
  }

  async #fail(row: InboxRow, error: unknown): Promise<void> {
    const attempt = row.attempts + 1;
    const isDead =
      error instanceof PermanentFailure || attempt >= (this.consumer.maxAttempts ?? DEFAULT_ATTEMPTS);
    const message = error instanceof Error ? error.message : String(error);
    const waitS = Math.min(2 ** (attempt - 1), LONGEST_WAIT_S);
    await this.#transaction((db) =>
      this.#update(
        db,
        row,
        `attempts = $4, error = $5, next_at = now() + make_interval(secs => $6), dead_at = CASE WHEN $7 THEN now() END`,
        attempt,
        message.replaceAll('\0', '').slice(0, 2_000),
        waitS,
        isDead,
      ),
    );
    const { name: consumer } = this.consumer;
    const about = {
      subgraph: this.part.name,
      consumer,
      event: row.event_id,
      type: row.type,
      attempt,
      err: error,
    };
    if (isDead) this.log.error(about, 'event is a dead letter');
    else this.log.warn(about, 'event is tried again');
  }

  /** Some of what was done long ago goes with each round: no job has to look at every organisation. */
  async forget(): Promise<void> {
    await this.#transaction((db) =>
      db.query(
        `DELETE FROM ${this.#table} WHERE org_id = $1 AND ctid = ANY (ARRAY(
           SELECT ctid FROM ${this.#table}
            WHERE org_id = $1 AND done_at < now() - interval '${REMEMBER_DAYS} days'
            LIMIT 1000 FOR UPDATE SKIP LOCKED))`,
        [this.orgId],
      ),
    );
  }
}
