import { ConfigError } from '../../../../service-kit/process/config';
import type { LimitStore } from './limit-store';
import { createPointBucket, type PointBucket } from './point-bucket';
import { createRequestWindow, type RequestWindow } from './request-window';

/** How often callers may ask. 0 switches a limit off. */
export interface RateRules {
  /** Requests of one address in a minute, whoever asks, refused ones included. */
  readonly perAddressPerMinute: number;
  /** Operations of one user in an hour. */
  readonly perUserPerHour: number;
  /** Points a caller may save up for operations by their cost; API keys are limited by this alone. */
  readonly points: number;
  /** Points that come back to a caller in a second. */
  readonly pointsPerSecond: number;
}

/** As in production (requirement G5). */
export const RATE_RULES: RateRules = {
  perAddressPerMinute: 100,
  perUserPerHour: 1_000,
  points: 50_000,
  pointsPerSecond: 1_000,
};

/** The limits that are on; null for one that is off. */
export interface RateLimits {
  readonly address: RequestWindow | null;
  readonly user: RequestWindow | null;
  readonly points: PointBucket | null;
}

/**
 * Makes the limits.
 *
 * @param maxCost of one operation; there must be room for it in the bucket
 * @throws ConfigError when there isn't
 */
export function createRateLimits(rules: RateRules, maxCost: number, store: LimitStore): RateLimits {
  const { perAddressPerMinute, perUserPerHour, points, pointsPerSecond } = rules;
  if (points > 0 && points < maxCost) {
    throw new ConfigError([
      `RATE_LIMIT_POINTS: must be LIMIT_COST (${maxCost}) or more, else some operations could never run`,
    ]);
  }
  const window = (name: string, requests: number, seconds: number) =>
    requests > 0 ? createRequestWindow({ name, requests, seconds }, store) : null;
  return {
    address: window('address', perAddressPerMinute, 60),
    user: window('user', perUserPerHour, 3_600),
    points:
      points > 0
        ? createPointBucket({ capacity: points, perSecond: Math.max(1, pointsPerSecond) }, store)
        : null,
  };
}
