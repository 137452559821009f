import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { addressAllowed } from '../../../../service-kit/auth/allowed-addresses';
import { addressKey } from '../../../../service-kit/http/address-key';
import type { CrmRuntime } from '../runtime';
import { enqueueHooks } from '../webhooks/hook-queue';
import { Inbox } from '../webhooks/inbox';
import { connectionsOf } from './chat-scope';
import { isSignedBody } from './signature';

/*
 * Where Kommo posts what is said in the chats of our own channel (kommo-api.md 5.3): once, with no retry, signed over the raw body.
 * The signature comes first: without the channel's secret nothing is looked up. A body names its account: one that was overheard
 * can't be told to another. It is answered once it is committed to the inbox of each connection with that account.
 */

const PATH = '/webhooks/kommo-chats/:scope';
const SCOPE = /^[\w-]{1,300}$/;
/** A message's text and the addresses of its file stay far below. */
const MOST_BYTES = 1024 * 1024;
const GUESSES_A_MINUTE = 30;

/** Serves the address. */
export function addChatRoute(app: FastifyInstance, runtime: CrmRuntime): void {
  const inbox = new Inbox(runtime.source, 'CHATS');
  const guesses = new RateLimiterMemory({ points: GUESSES_A_MINUTE, duration: 60 });

  const refusal = (request: FastifyRequest, status: number): Promise<number> =>
    guesses.consume(addressKey(request.ip)).then(
      () => status,
      () => 429,
    );

  /** @returns the status; nothing else is told */
  async function receive(request: FastifyRequest): Promise<number> {
    const { channel, webhookSources } = runtime.settings;
    if (!channel) return 404;
    if (!addressAllowed(webhookSources ?? [], request.ip)) return 403;
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!isSignedBody(channel.secret, raw, request.headers['x-signature'])) return refusal(request, 403);
    const { scope } = request.params as { scope: string };
    // Looked up each time: another organisation may have connected the account a moment ago, and nothing comes twice.
    const targets = SCOPE.test(scope) ? await connectionsOf(runtime, scope) : [];
    if (targets.length === 0) return refusal(request, 404);
    const text = raw.toString('utf8').replaceAll('\0', '');
    if (accountIn(text) !== targets[0]?.amojoId) return 403;
    await Promise.all(targets.map((target) => inbox.put(target, text)));
    for (const target of targets) enqueueHooks(runtime, target);
    return 200;
  }

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(PATH, { bodyLimit: MOST_BYTES }, async (request, reply: FastifyReply) => {
      try {
        return await reply.code(await receive(request)).send();
      } catch (error) {
        // It does not come again: the conversation's history will bring it (history.ts).
        runtime.log.error({ err: error }, 'a chat’s webhook could not be stored');
        return reply.code(503).send();
      }
    });
  });
}

function accountIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { account_id?: unknown } | null)?.account_id;
  } catch {
    return undefined;
  }
}
