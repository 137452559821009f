import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { isCoded, isUnreachable, serviceUnavailable } from '../errors/errors';

/**
 * Gives what a verifier threw its HTTP status: 401 for a token that is not good, 503 where the keys can't be had. Anything else
 * stays as it is, a fault.
 */
export function refusedByToken(error: unknown): unknown {
  const refusal = isUnreachable(error) ? serviceUnavailable() : error;
  if (!isCoded(refusal)) return refusal;
  const isRefused = refusal.extensions['code'] === 'UNAUTHENTICATED';
  const http = isRefused
    ? { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer error="invalid_token"']]) }
    : { status: 503, headers: new HeaderMap() };
  const extensions: Record<string, unknown> = { ...refusal.extensions, http };
  return new GraphQLError(refusal.message, { extensions });
}
