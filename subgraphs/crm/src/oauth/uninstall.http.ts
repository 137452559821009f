import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { addressKey } from '../../../../service-kit/http/address-key';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { clientOf } from '../connections/kommo-client';
import { Connection } from '../connections/connection.entity';
import { secretPurpose } from '../credentials/integration-secrets';
import { KommoError } from '../kommo/kommo-error';
import type { CrmRuntime } from '../runtime';

/*
 * Kommo says that an integration was taken out of an account (kommo-api.md 1.9). The signature has no time in it, so the call can be
 * replayed for ever: it is a hint only. Kommo itself is asked with the connection's token; what it refuses becomes
 * NEEDS_RECONNECT as with any other request, and what it accepts stays as it is.
 */

const UNINSTALL_PATH = '/oauth/kommo/uninstall';
const HEX_SHA256 = /^[0-9a-f]{64}$/i;
const CLIENT_ID = /^[0-9a-f-]{36}$/i;
const ACCOUNT_ID = /^[1-9]\d{0,17}$/;
const GUESSES_A_MINUTE = 30;
const CONFIRM_MS = 30_000;
const CONFIRM_EVERY_S = 60;

interface Integration {
  orgId: string;
}

/** Serves the address that is set as the integration's uninstall hook. */
export function addUninstallRoute(app: FastifyInstance, runtime: CrmRuntime): void {
  const guesses = new RateLimiterMemory({ points: GUESSES_A_MINUTE, duration: 60 });
  const confirms = new RateLimiterMemory({ points: 1, duration: CONFIRM_EVERY_S });
  app.get(UNINSTALL_PATH, async (request, reply) => {
    const { account_id: account, client_uuid: client, signature } = request.query as Record<string, unknown>;
    const address = addressKey(request.ip);
    const tried = await guesses.get(address);
    if (tried && tried.remainingPoints <= 0) return reply.code(429).send(); // before anything is looked up
    const isWhole = [account, client, signature].every((one) => typeof one === 'string');
    const found = isWhole
      ? await signedBy(runtime, {
          account: account as string,
          client: client as string,
          signature: signature as string,
        })
      : [];
    if (found.length === 0) {
      return reply.code((await isWithin(guesses, address)) ? 403 : 429).send();
    }
    for (const { orgId } of found) {
      if (!(await isWithin(confirms, `${orgId} ${String(account)}`))) continue; // a replay
      // Kommo waits three seconds and does not care for the answer.
      void confirm(runtime, orgId, account as string).catch((error: unknown) =>
        runtime.log.error({ err: error, orgId }, 'an uninstall hook could not be followed up'),
      );
    }
    return reply.code(200).send();
  });
}

const isWithin = (limiter: RateLimiterMemory, key: string): Promise<boolean> =>
  limiter.consume(key).then(
    () => true,
    () => false,
  );

/** The organisations whose secret has signed it. */
async function signedBy(
  runtime: CrmRuntime,
  { account, client, signature }: { account: string; client: string; signature: string },
): Promise<Integration[]> {
  if (!ACCOUNT_ID.test(account) || !CLIENT_ID.test(client) || !HEX_SHA256.test(signature)) return [];
  const rows = (await runtime.source.query('SELECT * FROM crm.find_integrations($1)', [client])) as {
    org_id: string;
    id: string;
    client_secret_sealed: string;
  }[];
  const given = Buffer.from(signature, 'hex');
  return rows.flatMap(({ org_id: orgId, id, client_secret_sealed: sealed }) => {
    try {
      const secret = runtime.keyRing.open(sealed, secretPurpose({ orgId, id }));
      const own = createHmac('sha256', secret).update(`${client}|${account}`).digest();
      return timingSafeEqual(own, given) ? [{ orgId }] : [];
    } catch (error) {
      runtime.log.error({ err: error, orgId }, 'a secret key could not be opened');
      return []; // the others may have signed it
    }
  });
}

/** Asks Kommo whether it still lets us in. */
async function confirm(runtime: CrmRuntime, orgId: string, accountId: string): Promise<void> {
  const connection = await readInOrganization(runtime.source, orgId, (db) =>
    db.findOneBy(Connection, { orgId, accountId, authKind: 'OAUTH' }),
  );
  if (!connection || !['ACTIVE', 'DEGRADED'].includes(connection.state)) return;
  const ref = { orgId, connectionId: connection.id };
  runtime.log.info(ref, 'kommo says that the integration was uninstalled');
  try {
    const signal = AbortSignal.timeout(CONFIRM_MS);
    await clientOf(runtime, ref).get('/account', {}, { lane: 'webhook', signal });
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
  }
}
