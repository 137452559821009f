import { isApiKey } from '../auth/api-key';
import { bearerToken } from '../auth/viewer';
import { unauthenticated } from '../errors/errors';

/** The headers that say who asks. */
export interface CredentialHeaders {
  readonly authorization?: string | undefined;
  readonly 'x-api-key'?: string | string[] | undefined;
}

/**
 * The token or the API key of a request; null for one without.
 *
 * @throws GraphQLError UNAUTHENTICATED for a malformed one, or for two: which of them counts is not for us to guess
 */
export function credentialOf({ authorization, 'x-api-key': given }: CredentialHeaders): string | null {
  const token = bearerToken(authorization);
  if (given === undefined) return token;
  if (token !== null) {
    throw unauthenticated(
      'Send the header Authorization or X-API-Key, not both: only one of them can count.',
    );
  }
  const key = String(given).trim();
  if (!isApiKey(key)) throw unauthenticated('The header X-API-Key takes one API key: ek_live_…');
  return key;
}
