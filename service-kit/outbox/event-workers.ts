import type { Logger } from '../process/logger';
import { newId } from '../data/ids';
import { isOutage, type JobQueue, type Jobs, type JobWorker } from '../jobs/queue';
import { startRounds } from '../process/rounds';
import { toldOnce } from '../process/told-once';
import { consumeEvents } from './consume';
import type { EventBell } from './event-bell';
import type { EventConsumer, EventPart } from './events';
import { relayEvents } from './relay';

/*
 * Who delivers when. BullMQ carries the word that there is work (at least once, tried again, shared by all workers); the
 * events themselves stay in PostgreSQL, where their order and what was done with them is certain. A word may be lost with
 * the process that was to send it, so workers also look for work every two seconds.
 */

export const RELAY_QUEUE = 'events-relay';
/** The queue of consumers that name no other. */
export const EVENTS_QUEUE = 'events';
const SWEEP_MS = 2_000;
/** Rings of an organisation within this time are one. */
const GATHER_MS = 20;
const CONCURRENCY = 8;
/** A relay holds a connection of the producer's while it needs one of a consumer's: pools have to be larger than this. */
const RELAYS = 4;

interface RelayJob {
  part: string;
  orgId: string;
}
interface ConsumeJob extends RelayJob {
  consumer: string;
}

/** A bell that can be put away. */
export interface OpenBell extends EventBell {
  close(): Promise<void>;
}

/**
 * Makes a subgraph's bell. Ringing costs nothing at once and never fails; a word that could not be sent is logged, and the
 * sweep does without.
 *
 * @param part the subgraph whose outbox is to be looked at
 */
export function createEventBell(jobs: Jobs, part: string, log: Logger): OpenBell {
  const queue = jobs.queue<RelayJob>(RELAY_QUEUE);
  const waiting = new Set<string>();
  const sending = new Set<Promise<void>>();
  const send = async (orgId: string): Promise<void> => {
    try {
      await queue.enqueue(`${part}.${newId()}`, { part, orgId }, { keepMs: 0 });
    } catch (error) {
      if (!isOutage(error)) log.warn({ err: error, part }, 'event bell could not be rung');
    }
  };
  return {
    ring(orgId) {
      if (waiting.has(orgId)) return;
      waiting.add(orgId);
      setTimeout(() => {
        waiting.delete(orgId);
        const sent = send(orgId).finally(() => sending.delete(sent));
        sending.add(sent);
      }, GATHER_MS).unref();
    },
    async close() {
      await Promise.all(sending);
      await queue.close();
    },
  };
}

export interface EventWorkers {
  /** Stops taking work; what is under way ends first. */
  close(): Promise<void>;
}

/**
 * Starts the delivery of events between the given subgraphs. Any number of processes may do so.
 *
 * @param options.sweepMs how often work is looked for that no bell told of
 * @throws Error when two consumers of a subgraph have one name
 */
export async function startEventWorkers(
  parts: readonly EventPart[],
  jobs: Jobs,
  log: Logger,
  options: { sweepMs?: number } = {},
): Promise<EventWorkers> {
  refuseTwins(parts);
  const workers = new EventWorkerSet(parts, jobs, log);
  const round = toldOnce(
    { name: 'the sweep of events', round: () => workers.sweep(), isKnown: isOutage },
    log,
  );
  await round();
  const sweeper = startRounds({ everyMs: options.sweepMs ?? SWEEP_MS, round, onFailure: () => undefined });
  return {
    async close() {
      workers.stop();
      await sweeper.close();
      await workers.close();
    },
  };
}

function refuseTwins(parts: readonly EventPart[]): void {
  for (const { name, consumers } of parts) {
    const names = consumers.map((consumer) => consumer.name);
    const twin = names.find((one, place) => names.indexOf(one) !== place);
    if (twin) throw new Error(`${name} has two event consumers named "${twin}".`);
  }
}

/** The queue a consumer's jobs stand in. */
export const queueOf = ({ queue }: Pick<EventConsumer, 'queue'>): string => queue ?? EVENTS_QUEUE;

class EventWorkerSet {
  readonly #relay: JobQueue<RelayJob>;
  readonly #queues = new Map<string, JobQueue<ConsumeJob>>();
  readonly #workers: JobWorker[] = [];
  readonly #stop = new AbortController();

  constructor(
    private readonly parts: readonly EventPart[],
    jobs: Jobs,
    private readonly log: Logger,
  ) {
    const settings = { concurrency: CONCURRENCY };
    this.#relay = jobs.queue(RELAY_QUEUE);
    this.#workers.push(
      jobs.worker<RelayJob>(RELAY_QUEUE, ({ payload }) => this.#runRelay(payload), { concurrency: RELAYS }),
    );
    for (const name of new Set(parts.flatMap(({ consumers }) => consumers.map(queueOf)))) {
      this.#queues.set(name, jobs.queue(name));
      this.#workers.push(jobs.worker<ConsumeJob>(name, ({ payload }) => this.#runConsume(payload), settings));
    }
  }

  #part(name: string): EventPart | undefined {
    return this.parts.find((part) => part.name === name);
  }

  async #runRelay({ part: name, orgId }: RelayJob): Promise<void> {
    const producer = this.#part(name);
    if (!producer) return; // of a version with another set of subgraphs; the sweep of one that has it finds it
    for (const { part, consumer } of await relayEvents(producer, this.parts, orgId)) {
      await this.#askToConsume(part, consumer, orgId, newId());
    }
  }

  async #runConsume({ part: name, consumer: wanted, orgId }: ConsumeJob): Promise<void> {
    const part = this.#part(name);
    const consumer = part?.consumers.find((one) => one.name === wanted);
    if (part && consumer) await consumeEvents(part, consumer, orgId, this.log, this.#stop.signal);
  }

  async #askToConsume(part: EventPart, name: string, orgId: string, tag: string): Promise<void> {
    const consumer = part.consumers.find((one) => one.name === name);
    const queue = consumer && this.#queues.get(queueOf(consumer));
    await queue?.enqueue(
      `${part.name}.${name}.${orgId}.${tag}`,
      { part: part.name, consumer: name, orgId },
      { keepMs: 0 },
    );
  }

  /** Looks for work in every organisation. */
  async sweep(): Promise<void> {
    for (const part of this.parts) {
      const schema = (part.source.options as { schema?: string }).schema;
      const outboxes = (await part.source.query(`SELECT org_id FROM ${schema}.outbox_work()`)) as {
        org_id: string;
      }[];
      for (const { org_id: orgId } of outboxes) {
        await this.#relay.enqueue(`${part.name}.${orgId}`, { part: part.name, orgId }, { keepMs: 0 });
      }
      const inboxes = (await part.source.query(`SELECT org_id, consumer FROM ${schema}.inbox_work()`)) as {
        org_id: string;
        consumer: string;
      }[];
      for (const { org_id: orgId, consumer } of inboxes)
        await this.#askToConsume(part, consumer, orgId, 'sweep');
    }
  }

  /** Begins no more events. */
  stop(): void {
    this.#stop.abort();
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
    await Promise.all([this.#relay, ...this.#queues.values()].map((queue) => queue.close()));
  }
}
