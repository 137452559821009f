import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { rateLimited } from '../../../../service-kit/errors';
import type { WindowState } from './request-window';

const seconds = (ms: number): string => String(Math.ceil(ms / 1000));

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
  const refusal = rateLimited(waitMs, words);
  const http = { status: 429, headers: new HeaderMap([...headers, ['retry-after', seconds(waitMs)]]) };
  const extensions: Record<string, unknown> = { ...refusal.extensions, ...more, http };
  return new GraphQLError(refusal.message, { extensions });
}
