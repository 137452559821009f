import type { GraphQLError } from 'graphql';
import { rateLimited } from '../../../../service-kit/errors/errors';
import { refusal } from '../../pipeline/refusal';
import type { WindowState } from './request-window';

/** A clock with fractions makes a minute a little more than one. */
export const seconds = (ms: number): string => String(Math.ceil(Math.round(ms) / 1000));

/** What an answer says of its caller's window (https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-03). */
export const windowHeaders = ({ limit, remaining, resetMs }: WindowState): [string, string][] => [
  ['ratelimit-limit', String(limit)],
  ['ratelimit-remaining', String(remaining)],
  ['ratelimit-reset', seconds(resetMs)],
];

/** A 429 that says when to come back. */
export function tooMany(
  words: string,
  waitMs: number,
  more: Record<string, unknown> = {},
  headers: [string, string][] = [],
): GraphQLError {
  const { message, extensions } = rateLimited(waitMs, words);
  return refusal(429, 'RATE_LIMITED', message, {
    extensions: { ...extensions, ...more },
    headers: [...headers, ['retry-after', seconds(waitMs)]],
  });
}
