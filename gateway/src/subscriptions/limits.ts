/** How much of subscriptions and sockets one client may have. */
export interface SubscriptionLimits {
  /** Subscriptions of one user over all sockets and streams; of one address for callers without a token. */
  readonly perUser: number;
  /** Sockets from one address; an IPv6 address counts as its network (/64). */
  readonly socketsPerAddress: number;
  /** Operations at once on one socket. */
  readonly perSocket: number;
  /** The largest message a client may send over a socket, in bytes. */
  readonly maxMessageBytes: number;
  /** How long a new socket may wait with `connection_init`, in ms. */
  readonly initTimeoutMs: number;
  /** Between pings, in ms; a client that answers none within as long again is cut off. */
  readonly keepAliveMs: number;
  /** A socket without operations is closed after this time, in ms. */
  readonly idleMs: number;
}

export const DEFAULT_LIMITS: SubscriptionLimits = {
  perUser: 100,
  socketsPerAddress: 100,
  perSocket: 100,
  maxMessageBytes: 1024 * 1024,
  initTimeoutMs: 10_000,
  keepAliveMs: 12_000,
  idleMs: 10 * 60_000,
};

/** Counts what is held by each key, and gives no more than so many. */
export class Quota {
  readonly #held = new Map<string, number>();

  constructor(private readonly max: number) {}

  /** Takes one. @returns gives it back, once; null when all are taken */
  take(key: string): (() => void) | null {
    const held = this.#held.get(key) ?? 0;
    if (held >= this.max) return null;
    this.#held.set(key, held + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const left = (this.#held.get(key) ?? 1) - 1;
      if (left > 0) this.#held.set(key, left);
      else this.#held.delete(key);
    };
  }
}
