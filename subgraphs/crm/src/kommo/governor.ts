import { setTimeout as delay } from 'node:timers/promises';
import { KommoError } from './kommo-error';

/** Who goes first: somebody waits; news that a webhook told of; a synchronisation. */
export const LANES = ['interactive', 'webhook', 'background'] as const;
export type Lane = (typeof LANES)[number];

/**
 * Paces the requests of one connection. The one of this process is below; one over Redis, for many processes that share
 * a connection, would have the same shape.
 */
export interface Governor {
  /**
   * Waits for a turn.
   *
   * @param signal ends the wait; it then throws the signal's reason
   * @throws KommoError rate_limited when Kommo made us pause for longer than this lane waits
   */
  turn(lane: Lane, signal?: AbortSignal): Promise<void>;
  /** Lets nobody pass for so many milliseconds from now, because Kommo said so. */
  pause(ms: number): void;
  /** Ends a pause that was asked for before an instant at which Kommo is known to have talked to us. */
  endPausesBefore(instant: Date): void;
}

/**
 * How long a lane waits in its place for a pause to end. Kommo has been seen to ask for 300 s (kommo-api.md 2.6): a
 * synchronisation that has to wait longer than this gives its worker back and goes on later.
 */
export const PATIENCE_MS: Record<Lane, number> = { interactive: 10_000, webhook: 5_000, background: 5_000 };

/**
 * A governor by spacing: turns are `1000 / perSecond` ms apart and none are saved up, so no second ever holds more than
 * `perSecond + 1` requests, however Kommo counts its seconds.
 */
export function createGovernor(perSecond: number): Governor {
  const spacing = 1000 / perSecond;
  // By a clock that nobody sets: after an hour back, an account would have no turn for an hour.
  let freeAt = 0;
  let pausedUntil = 0;
  let pausedAt = 0;
  const waiting: Record<Lane, number> = { interactive: 0, webhook: 0, background: 0 };
  const givesWay = (lane: Lane): boolean =>
    LANES.slice(0, LANES.indexOf(lane)).some((before) => waiting[before] > 0);

  async function wait(lane: Lane, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const now = performance.now();
      const paused = pausedUntil - now;
      if (paused > PATIENCE_MS[lane]) throw new KommoError('rate_limited', { retryAfterMs: paused });
      const gap = Math.max(freeAt, pausedUntil) - now;
      const isLater = givesWay(lane);
      if (gap <= 0 && !isLater) {
        freeAt = now + spacing;
        return;
      }
      await delay(Math.max(gap, isLater ? spacing : 1), undefined, signal ? { signal } : {});
    }
  }

  return {
    async turn(lane, signal) {
      waiting[lane] += 1;
      try {
        await wait(lane, signal);
      } finally {
        waiting[lane] -= 1;
      }
    },
    pause: (ms) => {
      pausedAt = Date.now();
      pausedUntil = Math.max(pausedUntil, performance.now() + ms);
    },
    endPausesBefore: (instant) => {
      if (pausedAt < instant.getTime()) pausedUntil = 0;
    },
  };
}

export interface Governors {
  /** The governor of a connection: the same object for the same id. */
  of(connectionId: string): Governor;
}

export const DEFAULT_REQUESTS_PER_SECOND = 5;

/** Governors by connection. */
export function createGovernors(perSecond = DEFAULT_REQUESTS_PER_SECOND): Governors {
  const known = new Map<string, Governor>();
  return {
    of(connectionId) {
      let governor = known.get(connectionId);
      if (!governor) known.set(connectionId, (governor = createGovernor(perSecond)));
      return governor;
    },
  };
}

const shared = new Map<number, Governors>();

/**
 * The governors of this process. The GraphQL side and the workers of one process must pace a connection together, and
 * are composed apart, so they meet here.
 */
export function processGovernors(perSecond = DEFAULT_REQUESTS_PER_SECOND): Governors {
  let governors = shared.get(perSecond);
  if (!governors) shared.set(perSecond, (governors = createGovernors(perSecond)));
  return governors;
}
