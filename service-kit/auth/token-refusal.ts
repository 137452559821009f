import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { isCoded, isUnreachable, serviceUnavailable } from '../errors/errors';

/**
 * Gives what a verifier threw its HTTP status: 401 for a token that is not good, 429 for too many that aren't, 503 where the keys can't be had. Anything else
 * stays as it is, a fault.
 */
export function refusedByToken(error: unknown): unknown {
  const refusal = isUnreachable(error) ? serviceUnavailable() : error;
  if (!isCoded(refusal)) return refusal;
  const { code, retryAfterMs } = refusal.extensions;
  const seconds = String(Math.ceil(Number(retryAfterMs ?? 0) / 1000));
  const http =
    code === 'UNAUTHENTICATED'
      ? { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer error="invalid_token"']]) }
      : code === 'RATE_LIMITED'
        ? { status: 429, headers: new HeaderMap([['retry-after', seconds]]) }
        : { status: 503, headers: new HeaderMap() };
  const extensions: Record<string, unknown> = { ...refusal.extensions, http };
  return new GraphQLError(refusal.message, { extensions });
}
