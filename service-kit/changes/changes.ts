import type { Broadcast } from './broadcast';
import type { Logger } from '../process/logger';

/*
 * "This thing has changed", from any process to any process. A message names what changed and holds nothing of it: whoever
 * cares reads it again with the rights of whom it is for, so a message can't leak. One channel and one connection serve
 * all of a process's watchers.
 *
 * A message may be lost when a process dies between its commit and the sending, so watchers also look now and then.
 */

const CHANNEL = 'cashcraft_changes';
/** What changes within this time travels together. */
const GATHER_MS = 25;
/** Names in one message; one takes about 100 bytes, and PostgreSQL carries 8,000. */
const BATCH = 50;
const RETRY_MS = 1_000;
/** While nothing can be sent, this many things are remembered. */
const MAX_WAITING = 10_000;

/** Names one thing of one organisation. */
export interface ChangedThing {
  /** What it is, as its subgraph calls it: `estimate`. */
  kind: string;
  orgId: string;
  id: string;
}

export interface Changes {
  /** Tells all processes that a thing has changed; call it after the commit. Never throws, and costs nothing at once. */
  announce(thing: ChangedThing): void;
  /** Calls back after each change of a thing, and when changes may have been missed. @returns ends it */
  watch(thing: ChangedThing, onChange: () => void): () => void;
  /** Sends what waits. The broadcast stays open. */
  close(): Promise<void>;
}

const nameOf = ({ kind, orgId, id }: ChangedThing): string => `${kind}:${orgId}:${id}`;

/** Connects this process's announcements and watchers with all others'. Resolves when it listens. */
export async function openChanges(broadcast: Broadcast, log: Logger): Promise<Changes> {
  const watchers = new Watchers();
  const outbox = new Outbox((names) => broadcast.publish(CHANNEL, names), log);
  await broadcast.subscribe(
    CHANNEL,
    (message) => {
      for (const name of message as string[]) watchers.call(name);
    },
    async () => watchers.callAll(),
  );
  return {
    announce: (thing) => outbox.add(nameOf(thing)),
    watch: (thing, onChange) => watchers.add(nameOf(thing), onChange),
    close: () => outbox.close(),
  };
}

/** Changes that stay in this process; for tests. */
export function localChanges(): Changes {
  const watchers = new Watchers();
  return {
    announce: (thing) => watchers.call(nameOf(thing)),
    watch: (thing, onChange) => watchers.add(nameOf(thing), onChange),
    close: async () => undefined,
  };
}

class Watchers {
  readonly #byName = new Map<string, Set<() => void>>();

  add(name: string, onChange: () => void): () => void {
    const one = () => onChange(); // the same function may watch twice
    const all = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, all.add(one));
    return () => {
      all.delete(one);
      if (all.size === 0 && this.#byName.get(name) === all) this.#byName.delete(name);
    };
  }

  call(name: string): void {
    for (const onChange of this.#byName.get(name) ?? []) onChange();
  }

  callAll(): void {
    for (const name of this.#byName.keys()) this.call(name);
  }
}

/** Names on their way out: each once, in batches, again when the sending failed. */
class Outbox {
  readonly #waiting = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #failed = false;

  constructor(
    private readonly send: (names: string[]) => Promise<void>,
    private readonly log: Logger,
  ) {}

  add(name: string): void {
    if (this.#waiting.size < MAX_WAITING) this.#waiting.add(name);
    this.#flushIn(GATHER_MS);
  }

  #flushIn(ms: number): void {
    if (this.#closed || this.#timer || this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => {
      void this.#flush().then((sent) => {
        this.#timer = undefined;
        this.#flushIn(sent ? GATHER_MS : RETRY_MS);
      });
    }, ms).unref();
  }

  /** @returns whether it was sent */
  async #flush(): Promise<boolean> {
    const names = [...this.#waiting].slice(0, BATCH);
    for (const name of names) this.#waiting.delete(name);
    try {
      await this.send(names);
      this.#failed = false;
      return true;
    } catch (error) {
      if (!this.#failed)
        this.log.warn({ err: error }, 'changes could not be announced; they are announced again');
      this.#failed = true;
      for (const name of names) this.#waiting.add(name);
      return false;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    while (this.#waiting.size > 0 && (await this.#flush()));
  }
}
