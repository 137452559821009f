import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { addressAllowed } from '../../../../service-kit/auth/allowed-addresses';
import { hashToken } from '../../../../service-kit/auth/secrets';
import { addressKey } from '../../../../service-kit/http/address-key';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { enqueueHooks } from './hook-queue';
import { readHookBody } from './hook-body';
import { Inbox } from './inbox';

/*
 * Where Kommo posts (kommo-api.md 4.4, 4.5). Account webhooks carry no signature: the address holds a secret of 256 bits of its
 * own per connection, and a body that names another account is refused. Whoever knows the secret is always answered 200 once the
 * body is stored; whoever guesses is answered 404, and 429 after some tries a minute.
 */

const HOOK_PATH = '/webhooks/kommo/:secret';
const SECRET = /^[\w-]{43}$/;
/** More than any real delivery; a larger one is taken as "much has changed". */
const MOST_BYTES = 1024 * 1024;
const GUESSES_A_MINUTE = 30;
const KNOWN_FOR_MS = 10_000;

interface Target extends ConnectionRef {
  accountId: string;
}

/** Serves the address. */
export function addHookRoute(app: FastifyInstance, runtime: CrmRuntime): void {
  const inbox = new Inbox(runtime.source);
  const known = new LRUCache<string, Target>({ max: 5_000, ttl: KNOWN_FOR_MS });
  const guesses = new RateLimiterMemory({ points: GUESSES_A_MINUTE, duration: 60 });

  async function targetOf(secret: string): Promise<Target | null> {
    if (!SECRET.test(secret)) return null;
    const key = hashToken(secret).toString('base64');
    const cached = known.get(key);
    if (cached) return cached;
    const [row] = (await runtime.source.query('SELECT * FROM crm.find_webhook($1)', [hashToken(secret)])) as {
      org_id: string;
      connection_id: string;
      account_id: string;
    }[];
    if (!row) return null;
    const target = { orgId: row.org_id, connectionId: row.connection_id, accountId: row.account_id };
    known.set(key, target);
    return target;
  }

  /** @returns the status; nothing else is told */
  async function receive(request: FastifyRequest): Promise<number> {
    if (!addressAllowed(runtime.settings.webhookSources ?? [], request.ip)) return 403;
    const { secret } = request.params as { secret: string };
    const target = await targetOf(secret);
    if (!target) {
      const isTooMany = await guesses.consume(addressKey(request.ip)).then(
        () => false,
        () => true,
      );
      return isTooMany ? 429 : 404;
    }
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const text = raw.length > MOST_BYTES ? '' : raw.toString('utf8').replaceAll('\0', '');
    const { accountId } = readHookBody(text);
    if (accountId !== null && accountId !== target.accountId) return 403;
    await inbox.put(target, text);
    enqueueHooks(runtime, target);
    return 200;
  }

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: 8 * MOST_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.post(HOOK_PATH, { bodyLimit: 8 * MOST_BYTES }, async (request, reply: FastifyReply) => {
      try {
        return await reply.code(await receive(request)).send();
      } catch (error) {
        // Not stored, so not accepted: Kommo sends it again.
        runtime.log.error({ err: error }, 'webhook could not be stored');
        return reply.code(503).send();
      }
    });
  });
}
