import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/* Signatures of the chats' API, with the channel's secret (kommo-api.md 5.3). */

const HEX_SHA1 = /^[0-9a-f]{40}$/i;
const TYPE = 'application/json';

const hmac = (secret: string, text: string | Buffer): Buffer =>
  createHmac('sha1', secret).update(text).digest();

/**
 * The headers of a signed request.
 *
 * @param path without host and query
 * @param body as it goes out; empty for none
 * @param now milliseconds since 1970
 */
export function signedHeaders(
  secret: string,
  { method, path, body }: { method: string; path: string; body: string },
  now: number,
): Record<string, string> {
  const date = new Date(now).toUTCString().replace('GMT', '+0000');
  const md5 = createHash('md5').update(body).digest('hex');
  const signature = hmac(secret, [method, md5, TYPE, date, path].join('\n')).toString('hex');
  return { date, 'content-type': TYPE, 'content-md5': md5, 'x-signature': signature };
}

/** Whether a webhook's signature is of exactly these bytes. */
export function isSignedBody(secret: string, raw: Buffer, given: unknown): boolean {
  if (typeof given !== 'string' || !HEX_SHA1.test(given)) return false;
  return timingSafeEqual(hmac(secret, raw), Buffer.from(given, 'hex'));
}
