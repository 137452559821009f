import { Pool } from 'undici';
import type { ExchangeKey } from '../gateway/src/api-keys/api-keys';
import { parseApiKey } from '../service-kit/auth/api-key';
import { rateLimited, serviceUnavailable, unauthenticated } from '../service-kit/errors/errors';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;

interface TokenAnswer {
  access_token?: string;
  error?: string;
  error_description?: string;
}

/**
 * Exchanges keys at identity's token endpoint, for a gateway that is a process of its own.
 *
 * @param identityUrl where identity listens, not for the public
 */
export function exchangeByHttp(identityUrl: string): ExchangeKey {
  const pool = new Pool(new URL(identityUrl).origin, { maxResponseSize: MAX_ANSWER_BYTES, connections: 8 });
  return async (key, { ip, requestId }) => {
    const answer = await ask(pool, key, ip, requestId);
    if (answer?.access_token) return answer.access_token;
    if (answer?.error === 'invalid_client') throw unauthenticated(answer.error_description);
    if (answer?.error === 'slow_down') throw rateLimited(60_000, answer.error_description);
    throw serviceUnavailable();
  };
}

/** @returns null when identity can't be reached, or answers what is none of its answers */
async function ask(
  pool: Pool,
  key: string,
  ip: string | null,
  requestId: string,
): Promise<TokenAnswer | null> {
  try {
    const { body } = await pool.request({
      path: '/oauth/token',
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-request-id': requestId,
        ...(ip ? { 'x-forwarded-for': ip } : {}),
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: parseApiKey(key)?.publicId ?? '',
        client_secret: key,
      }).toString(),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    return (await body.json()) as TokenAnswer;
  } catch {
    return null;
  }
}
