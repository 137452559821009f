import { Redis, ReplyError } from 'ioredis';
import type { Logger } from '../../service-kit/process/logger';

/** A Redis that does not answer within this is treated as down: each request would wait for it. */
const COMMAND_TIMEOUT_MS = 250;
const CONNECT_TIMEOUT_MS = 3_000;
const GREETING_TIMEOUT_MS = 15_000;
const RECONNECT_MS = 1_000;
/** How long a start waits for Redis at most. */
const START_WAIT_MS = 5_000;
/** What Redis refuses (it is full, or a replica) it refuses each time: so often it is logged. */
const REFUSAL_LOG_MS = 60_000;

/**
 * A Redis that no request waits for. While it is down, or does not answer in time, there is always something else to do:
 * count in this process, ask the client again, execute the operation.
 */
export interface BestEffortRedis {
  readonly client: Redis;
  /**
   * Does something by Redis, or the other thing where Redis is down or fails. Never throws what Redis throws.
   *
   * @param byRedis rejects with an Error when Redis fails
   */
  do<T>(byRedis: (redis: Redis) => Promise<T>, otherwise: () => T | Promise<T>): T | Promise<T>;
  /** Resolves when Redis has answered for the first time, or after some seconds: for who begins to serve. */
  ready(): Promise<void>;
  close(): void;
}

export interface BestEffortOptions {
  readonly url: string;
  readonly log: Logger;
  /** What happens while Redis is down, for the log: "rate limits are counted by each process for itself". */
  readonly meanwhile: string;
  /** Called with true when Redis answers again, with false when it stops to. */
  readonly onChange?: (isUp: boolean) => void;
  /** How long {@link BestEffortRedis.ready} waits at most, in ms; 5,000 by default. */
  readonly startWaitMs?: number;
}

/** Connects in the background, and again and again while Redis is down. Its log tells of each outage once. */
export function openBestEffortRedis(options: BestEffortOptions): BestEffortRedis {
  const { url, log, meanwhile, onChange = () => undefined, startWaitMs = START_WAIT_MS } = options;
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: () => RECONNECT_MS,
  });
  // No command has a time-out of ioredis's own (see `answered`), nor has its greeting.
  let greeting: NodeJS.Timeout | undefined;
  redis.on('connect', () => {
    greeting = setTimeout(() => redis.disconnect(true), GREETING_TIMEOUT_MS).unref();
  });
  for (const event of ['ready', 'close'] as const) redis.on(event, () => clearTimeout(greeting));
  /** A connection that hangs takes seconds to close, and is called ready so long: it must not be asked meanwhile. */
  let isDown = false;
  const down = (error: unknown) => {
    if (isDown) return;
    isDown = true;
    onChange(false);
    log.warn({ err: error }, `Redis is down: ${meanwhile}`);
  };
  redis.on('error', down);
  redis.on('close', () => down(new Error('the connection closed')));
  redis.on('ready', () => {
    if (isDown) log.info(`Redis is back; no longer true: ${meanwhile}`);
    isDown = false;
    onChange(true);
  });
  const failed = createFailureHandler(log, (error) => {
    if (isDown) return;
    down(error);
    redis.disconnect(true); // a Redis that hangs is left alone until it greets again
  });
  const firstAnswer = answersOrLate(redis, startWaitMs);

  return {
    client: redis,
    do(byRedis, otherwise) {
      if (isDown || redis.status !== 'ready') return otherwise();
      return answered(byRedis(redis)).catch((error: unknown) => {
        failed(error);
        return otherwise();
      });
    },
    ready: () => firstAnswer,
    close() {
      isDown = true; // what follows is no trouble
      redis.disconnect();
    },
  };
}

/**
 * Not by ioredis, whose `commandTimeout` blames Redis where this process stood still: its timer rings then before the answer that
 * has come meanwhile is read. One turn later it is.
 *
 * @throws Error when no answer has come in time
 */
const answered = <T>(work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const late = (): void => void setImmediate(() => reject(new Error('Command timed out')));
    const timer = setTimeout(late, COMMAND_TIMEOUT_MS);
    work.finally(() => clearTimeout(timer)).then(resolve, reject);
  });

function createFailureHandler(log: Logger, down: (error: unknown) => void) {
  let loggedAt = -Infinity;
  return (error: unknown): void => {
    if (!(error instanceof ReplyError)) {
      down(error);
      return;
    }
    if (performance.now() - loggedAt < REFUSAL_LOG_MS) return;
    loggedAt = performance.now();
    log.warn({ err: error }, 'Redis refused a command');
  };
}

function answersOrLate(redis: Redis, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs).unref();
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    redis.once('ready', end);
    redis.once('end', end); // closed before
  });
}
