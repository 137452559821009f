import type { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { serviceUnavailable } from '../../../service-kit/errors/errors';
import { createSemaphore, QueueFullError } from '../../../service-kit/jobs/semaphore';
import { startThread } from '../../../service-kit/process/threads';
import type { PlanOutcome } from './plan-maker';
import type { PlanReply, PlanRequest } from './plan-worker';

/*
 * Planning beside the event loop. One thread plans one operation at a time; callers take turns. A plan that takes too long or
 * too much memory ends the thread, and the operation is refused from then on; the next one gets a new thread.
 */

export interface PlanLimits {
  /** How long one plan may take, in ms. */
  readonly planMs: number;
  /** How long the thread may take to start, in ms. */
  readonly startMs: number;
  /** The memory a thread may take besides its supergraph's, in MB. */
  readonly megabytes: number;
  /** Operations that wait to be planned; and of one caller. */
  readonly waiting: number;
  readonly waitingOfOne: number;
}

export const PLAN_LIMITS: PlanLimits = {
  planMs: 3_000,
  startMs: 60_000,
  megabytes: 96,
  waiting: 100,
  waitingOfOne: 10,
};

/** Why a thread ended before its time: a plan that took too long, or too much memory; else it died. */
export type ThreadEnd = 'time' | 'memory' | 'died';

/** Who wants a plan. */
export interface PlanCaller {
  /** Callers take turns by this name. */
  readonly caller: string;
  /** Whether nobody waits any more. */
  readonly isAbandoned: () => boolean;
}

export interface PlanThread {
  /**
   * Plans an operation. The same text is planned once for all who ask for it.
   *
   * @param text of one operation, its conditions decided, in the planner's names
   * @param overrides active labels, as a plan maker takes them
   * @throws GraphQLError SERVICE_UNAVAILABLE when too many wait
   */
  plan(text: string, by: PlanCaller, overrides?: string): Promise<PlanOutcome>;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** What a supergraph takes in a thread: so many bytes for each of its text's. */
const BYTES_PER_CHARACTER = 400;
const MB = 1024 * 1024;
/** Plans kept for who sends the same text in another document, and the characters of their texts. */
const KEPT = 200;
const KEPT_CHARACTERS = 500_000;

const TOO_LONG = 'planning it took too long';
const TOO_LARGE = 'planning it took too much memory';
/** The faults that end the thread, too. */
const ENDS: Readonly<Record<string, ThreadEnd>> = { [TOO_LONG]: 'time', [TOO_LARGE]: 'memory' };

/**
 * Makes the thread's place; the thread is started when it is first needed.
 *
 * @param noteEnd is told why a thread ended before its time, and how long the operation is that it planned
 */
export function createPlanThread(
  gatewaySdl: string,
  noteEnd: (reason: ThreadEnd, characters: number) => void,
  limits: PlanLimits = PLAN_LIMITS,
): PlanThread {
  const turns = createSemaphore(1, limits.waiting, limits.waitingOfOne);
  /** With all who wait for it: it is not begun when all of them are gone. */
  const underWay = new Map<string, { outcome: Promise<PlanOutcome>; callers: PlanCaller[] }>();
  const known = new LRUCache<string, PlanOutcome>({
    max: KEPT,
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (_outcome, key) => key.length + 1,
  });
  let thread: Thread | null = null;
  let closed = false;

  async function make(asked: PlanTask, callers: readonly PlanCaller[]): Promise<PlanOutcome> {
    const { key, text } = asked;
    for (let attempt = 1; ; attempt += 1) {
      if (closed || callers.every(({ isAbandoned }) => isAbandoned()))
        throw serviceUnavailable('Nobody waits for this any more.');
      thread ??= new Thread(gatewaySdl, limits, () => (thread = null));
      const outcome = await thread.plan(asked);
      if (outcome !== 'died') {
        const reason = ENDS[outcome.fault ?? ''];
        if (reason) noteEnd(reason, text.length);
        known.set(key, outcome);
        return outcome;
      }
      noteEnd('died', text.length);
      if (attempt === 2) throw serviceUnavailable('This operation could not be planned. Try again shortly.');
    }
  }

  return {
    async plan(text, by, overrides = '') {
      const key = overrides === '' ? text : `${overrides}\n${text}`;
      const kept = known.get(key);
      if (kept) return kept;
      const before = underWay.get(key);
      before?.callers.push(by);
      if (before) return before.outcome;
      const callers = [by];
      const outcome = turns
        .run(() => make({ key, text, overrides }, callers), by.caller)
        .catch((error: unknown) => {
          if (!(error instanceof QueueFullError)) throw error;
          throw serviceUnavailable('Too many new operations wait to be planned. Try again shortly.');
        });
      underWay.set(key, { outcome, callers });
      try {
        return await outcome;
      } finally {
        underWay.delete(key);
      }
    },
    async close() {
      closed = true;
      await thread?.end();
    },
  };
}

interface PlanTask {
  readonly key: string;
  readonly text: string;
  readonly overrides: string;
}

/** One thread, from its start to its end. */
class Thread {
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #settle: ((outcome: PlanOutcome | 'died') => void) | null = null;
  #count = 0;
  #isOver = false;

  constructor(
    gatewaySdl: string,
    readonly limits: PlanLimits,
    readonly onEnd: () => void,
  ) {
    this.#worker = startThread({
      ...{ folder: __dirname, module: 'plan-worker', data: { gatewaySdl }, youngMegabytes: 16 },
      megabytes: limits.megabytes + Math.ceil((gatewaySdl.length * BYTES_PER_CHARACTER) / MB),
    });
    this.#worker.unref(); // the process may end without it
    this.#ready = new Promise((resolve) => {
      this.#worker.on('message', (reply: PlanReply) => {
        if (reply === 'ready') return resolve();
        const { id, ...outcome } = reply;
        if (id === this.#count) this.#settle?.(outcome);
      });
      this.#worker.once('exit', () => {
        resolve();
        this.#over('died');
      });
    });
    this.#worker.once('error', (error) => {
      const { code } = error as NodeJS.ErrnoException;
      this.#over(code === 'ERR_WORKER_OUT_OF_MEMORY' ? { fault: TOO_LARGE } : 'died');
    });
  }

  #over(outcome: PlanOutcome | 'died'): void {
    if (!this.#isOver) this.onEnd();
    this.#isOver = true;
    this.#settle?.(outcome);
  }

  async plan({ text, overrides }: PlanTask): Promise<PlanOutcome | 'died'> {
    const isReady = await this.#within(this.limits.startMs, this.#ready);
    if (!isReady || this.#isOver) {
      await this.end();
      return 'died';
    }
    const settled = new Promise<PlanOutcome | 'died'>((resolve) => (this.#settle = resolve));
    this.#count += 1;
    this.#worker.postMessage({ id: this.#count, text, overrides } satisfies PlanRequest);
    const outcome = await this.#within(this.limits.planMs, settled);
    this.#settle = null;
    if (outcome) return outcome === true ? 'died' : outcome;
    await this.end();
    return { fault: TOO_LONG };
  }

  /** @returns null when it took too long; true for work that answers nothing */
  async #within<T>(ms: number, work: Promise<T>): Promise<T | true | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), ms);
    });
    try {
      return (await Promise.race([work.then((value) => value ?? true), late])) as T | true | null;
    } finally {
      clearTimeout(timer);
    }
  }

  async end(): Promise<void> {
    this.#over('died');
    await this.#worker.terminate();
  }
}
