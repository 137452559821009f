import type { RateLimitOptions } from './options';

const SECOND = 1_000;
const MINUTE = 60_000;

export type RateVerdict = 'pass' | 'refused' | 'blocked';

/**
 * Sliding-second limits in real time: one window for each (integration, account), one for each account. Refused
 * requests take no place in the window but count as violations.
 */
export class RateLimiter {
  readonly retryAfter: number;
  private readonly perSecond: number;
  private readonly perAccount: number;
  private readonly blockAfter: number;
  private readonly windows = new Map<string, number[]>();
  private readonly violations = new Map<number, number[]>();
  private readonly blocked = new Set<number>();

  constructor(options: RateLimitOptions) {
    this.perSecond = options.perSecond ?? 7;
    this.perAccount = options.perAccount ?? 0;
    this.retryAfter = options.retryAfterSeconds ?? 1;
    this.blockAfter = options.blockAfter ?? Infinity;
  }

  /** Counts a request made now (milliseconds of a steady clock) and says whether it may pass. */
  take(clientId: string, accountId: number, now: number): RateVerdict {
    if (this.blocked.has(accountId)) return 'blocked';
    const own = this.windowOf(`${accountId}|${clientId}`, now);
    const all = this.windowOf(`${accountId}`, now);
    const full = (window: number[], limit: number): boolean => limit > 0 && window.length >= limit;
    if (full(own, this.perSecond) || full(all, this.perAccount)) return this.violate(accountId, now);
    own.push(now);
    all.push(now);
    return 'pass';
  }

  isBlocked(accountId: number): boolean {
    return this.blocked.has(accountId);
  }

  /** Blocks or unblocks an account, as Kommo's support would. */
  setBlocked(accountId: number, blocked: boolean): void {
    if (blocked) this.blocked.add(accountId);
    else this.blocked.delete(accountId);
    this.violations.delete(accountId);
  }

  private windowOf(key: string, now: number): number[] {
    const window = (this.windows.get(key) ?? []).filter((at) => at > now - SECOND);
    this.windows.set(key, window);
    return window;
  }

  private violate(accountId: number, now: number): RateVerdict {
    const recent = (this.violations.get(accountId) ?? []).filter((at) => at > now - MINUTE);
    recent.push(now);
    this.violations.set(accountId, recent);
    if (recent.length < this.blockAfter) return 'refused';
    this.blocked.add(accountId);
    return 'blocked';
  }
}
