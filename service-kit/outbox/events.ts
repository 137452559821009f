import type { DataSource, EntityManager } from 'typeorm';
import type { ZodType } from 'zod';
import type { Mailer } from '../mail/mail-kind';

/*
 * Words of this folder (docs/events.md):
 *
 *  - event: something that happened to one object of one organisation, written in the transaction that did it;
 *  - outbox: the producer's table of events that have not been handed over;
 *  - inbox: the consuming subgraph's table: one row per event and consumer, until it is done; what is done is
 *    remembered for a week, so that an event handed over twice is taken once;
 *  - dead letter: an inbox row that has failed for the last time. It stays until somebody replays or discards it, and
 *    holds back later events of the same object, because their order is promised.
 */

/** Describes one kind of event; those that leave their subgraph stand in `schema/events.ts`. */
export interface EventDefinition<P> {
  /** `<subgraph>.<what happened>`: `identity.organization-changed`. */
  readonly type: string;
  readonly payload: ZodType<P>;
  /** What the event is about. Events of one object are consumed in the order in which they were written. */
  readonly objectOf: (payload: P) => string;
  /** Whether only consumers of the producing subgraph get it. */
  readonly local?: boolean;
}

/** An event as its consumer gets it. */
export interface ReceivedEvent<P> {
  /** Stays the same however often the event comes. */
  readonly id: string;
  readonly orgId: string;
  readonly payload: P;
  readonly emittedAt: Date;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** What a handler that writes may use: a mail is written with the rest, and sent when it is committed. */
interface EventTools {
  readonly mailer: Mailer;
}

/**
 * How a consumer takes one kind of event. `apply` writes to its subgraph's own tables: it runs in the transaction that
 * marks the event as done, so it happens once. `act` does something outside (a mail, a call to Kommo): it may happen
 * again when the process dies in the middle, so give the other side `id` to know it by.
 */
export type EventHandler =
  | { readonly definition: EventDefinition<unknown>; readonly apply: Apply<unknown> }
  | { readonly definition: EventDefinition<unknown>; readonly act: Act<unknown> };

type Apply<P> = (db: EntityManager, event: ReceivedEvent<P>, tools?: EventTools) => Promise<void>;
type ApplyWithTools<P> = (db: EntityManager, event: ReceivedEvent<P>, tools: EventTools) => Promise<void>;
type Act<P> = (event: ReceivedEvent<P>) => Promise<void>;

/** Handles an event by writing to the consumer's own tables. */
export const applying = <P>(definition: EventDefinition<P>, apply: ApplyWithTools<P>): EventHandler =>
  ({ definition, apply }) as unknown as EventHandler;

/** Handles an event by acting outside the database. */
export const acting = <P>(definition: EventDefinition<P>, act: Act<P>): EventHandler =>
  ({ definition, act }) as unknown as EventHandler;

/** One interest in events; a feature lists its consumers. */
export interface EventConsumer {
  /** Unique in its subgraph, kebab-case; inbox rows carry it, so it never changes. */
  readonly name: string;
  readonly handlers: readonly EventHandler[];
  /** The queue its work stands in: one of its own when it waits for others, so that nobody waits for it. Default `events`. */
  readonly queue?: string;
  /** Tries before an event becomes a dead letter; the wait doubles from 1 s to 1 h. Default 12, about three quarters of an hour. */
  readonly maxAttempts?: number;
}

/** Thrown by a handler when trying again can't help: the event becomes a dead letter at once. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}

/** Thrown by a handler that acts outside while what it needs is on its way: it is asked again, and this was no try. */
export class NotYet extends Error {
  override readonly name = 'NotYet';

  /** @param seconds until it is asked again */
  constructor(
    message: string,
    readonly seconds: number,
  ) {
    super(message);
  }
}

/** A subgraph as the event machinery sees it. */
export interface EventPart {
  readonly name: string;
  readonly source: DataSource;
  readonly consumers: readonly EventConsumer[];
  /** Of its handlers that ask for mails. */
  readonly mailer?: Mailer | undefined;
}

/** The handler of a consumer for a type of event, if it has one. */
export const handlerOf = (consumer: EventConsumer, type: string): EventHandler | undefined =>
  consumer.handlers.find(({ definition }) => definition.type === type);

/** The PostgreSQL schema of a subgraph's data source, quoted. */
export const schemaOf = (db: { connection?: { options: object }; options?: object }): string => {
  const options = (db.connection?.options ?? db.options) as { schema?: string };
  return `"${options.schema}"`;
};
