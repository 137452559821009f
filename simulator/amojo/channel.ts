import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/* A chat channel as it is registered with Kommo by mail (kommo-api.md 5.3): nothing of it can be changed by its API. */

/** A registered channel. */
export interface ChatChannel {
  id: string;
  secret: string;
  botId: string;
  /** Where its chats' webhooks go, with `:scope_id` in it; none are sent without one. */
  hookUrl: string | null;
}

/** The channel that is registered from the start. Its id and secret are those of the reference's examples. */
export const DEMO_CHANNEL: ChatChannel = {
  id: '5e7a1c90-1111-4222-8333-0a0b0c0d0e0f',
  secret: 'sample-channel-secret-not-real',
  botId: 'b07b07b0-0000-4000-8000-000000000001',
  hookUrl: null,
};

const CLOCK_S = 15 * 60;
const hmac = (secret: string, text: string): string => createHmac('sha1', secret).update(text).digest('hex');

/** The signature of a webhook: of its raw body alone. */
export const signBody = hmac;

/** The signature of a request. */
export const signRequest = (
  secret: string,
  parts: { method: string; md5: string; type: string; date: string; path: string },
): string => hmac(secret, [parts.method, parts.md5, parts.type, parts.date, parts.path].join('\n'));

/** Why a request to the chats' API is refused; null when it is signed as it must be, within 15 minutes. */
export function refusalOfSignature(
  { secret }: ChatChannel,
  request: {
    method: string;
    path: string;
    body: string;
    headers: Readonly<Record<string, string | undefined>>;
  },
  now: number,
): string | null {
  const { date = '', 'content-md5': md5 = '', 'content-type': type = '' } = request.headers;
  const at = Date.parse(date) / 1_000;
  if (!(Math.abs(at - now) <= CLOCK_S)) return 'date is out of range';
  if (md5 !== createHash('md5').update(request.body).digest('hex')) return 'invalid content md5';
  const own = signRequest(secret, { method: request.method, md5, type, date, path: request.path });
  const given = request.headers['x-signature'] ?? '';
  const isSame = given.length === own.length && timingSafeEqual(Buffer.from(given), Buffer.from(own));
  return isSame ? null : 'invalid signature';
}
