import { Pool } from 'undici';
import type { Logger } from '../process/logger';
import { toldOnce } from '../process/told-once';

/*
 * Sends what a process tells of itself to whoever collects it. It waits in a queue with an end, one request is under way at a
 * time, and each is given up after a while: a collector that is gone, slow or silent costs what the queue holds and one line
 * in the log.
 */

export interface SenderParts<T> {
  /** As a person calls it, in the log. */
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes a body of several. */
  readonly encode: (items: readonly T[]) => string;
  readonly log: Logger;
  /** How many may wait; what comes while they do is dropped. */
  readonly most?: number;
  /** How many go together. */
  readonly batch?: number;
  /** How long they are gathered. */
  readonly gatherMs?: number;
  readonly timeoutMs?: number;
}

const MOST = 4_096;
const BATCH = 512;
const GATHER_MS = 1_000;
const TIMEOUT_MS = 5_000;
/** How long an end waits for the rest to be sent. */
const LAST_MS = 2_000;

/** Sends in the background. */
export class TelemetrySender<T> {
  #waiting: T[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | null = null;
  #closed = false;
  readonly #round: () => Promise<void>;
  readonly #pool: Pool;
  readonly #path: string;

  constructor(private readonly parts: SenderParts<T>) {
    const { origin, pathname, search } = new URL(parts.url);
    this.#path = pathname + search;
    this.#pool = new Pool(origin, { connections: 1, connect: { timeout: parts.timeoutMs ?? TIMEOUT_MS } });
    this.#round = toldOnce({ name: `sending to ${parts.name}`, round: () => this.#sendBatch() }, parts.log);
  }

  /** What did not fit in the queue so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Costs nothing at once, and never fails. */
  add(items: readonly T[]): void {
    const { most = MOST, batch = BATCH, gatherMs = GATHER_MS } = this.parts;
    const room = this.#closed ? 0 : Math.max(0, most - this.#waiting.length);
    for (const item of room < items.length ? items.slice(0, room) : items) this.#waiting.push(item);
    this.#dropped += Math.max(0, items.length - room);
    if (this.#sending || this.#waiting.length === 0) return;
    if (this.#waiting.length >= batch) this.#begin();
    else this.#timer ??= setTimeout(() => this.#begin(), gatherMs).unref();
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#round().finally(() => {
      this.#sending = null;
      if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#begin(), this.#pauseMs).unref();
    });
  }

  get #pauseMs(): number {
    return this.parts.gatherMs ?? GATHER_MS;
  }

  /** What could not be sent is lost: the next has as good a chance, and memory an end. */
  async #sendBatch(): Promise<void> {
    const { headers, encode, batch = BATCH, timeoutMs = TIMEOUT_MS } = this.parts;
    const items = this.#waiting.splice(0, batch);
    if (items.length === 0) return;
    const { statusCode, body } = await this.#pool.request({
      path: this.#path,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: encode(items),
      signal: AbortSignal.timeout(timeoutMs),
    });
    await body.dump();
    if (statusCode >= 300) throw new Error(`It answers ${statusCode}.`);
  }

  /** Sends what waits, for two seconds at most; what comes later is dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const until = performance.now() + LAST_MS;
    const rest = async () => {
      while (this.#sending || this.#waiting.length > 0) {
        if (!this.#sending) this.#begin();
        await this.#sending;
        if (performance.now() > until) return;
      }
    };
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_MS)));
    await Promise.race([rest(), end]);
    clearTimeout(timer);
    this.#waiting = [];
    await this.#pool.destroy();
  }
}
