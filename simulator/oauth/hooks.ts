import { createHmac } from 'node:crypto';
import type { Account } from '../accounts/account';
import type { DeliveryRecord } from '../request-log';
import type { World } from '../world';
import { withParams } from './authorize';
import type { Integration } from './integrations';

/** Kommo gives the receiver three seconds and never sends again (kommo-api.md 1.3). */
const HOOK_LIMIT = 3_000;
const USER_AGENT = 'amoService-oAuth-Code-Sender/1.0';

async function call(world: World, kind: DeliveryRecord['kind'], url: string): Promise<DeliveryRecord> {
  const at = world.clock.now();
  let status: number | null = null;
  try {
    const response = await fetch(url, {
      headers: { 'User-Agent': USER_AGENT, Connection: 'close' },
      redirect: 'manual',
      signal: AbortSignal.timeout(HOOK_LIMIT),
    });
    status = response.status;
    await response.body?.cancel();
  } catch {
    // Not reached in time: Kommo does not care, and the record says so with a null status.
  }
  const record = { at, kind, url, status };
  world.requests.addDelivery(record);
  return record;
}

/** The server-to-server call of an install from inside Kommo: a code without `state`. */
export function sendInstall(
  world: World,
  account: Account,
  integration: Integration,
): Promise<DeliveryRecord> {
  const admin = account.users.find((user) => user.isAdmin && user.isActive);
  const code = world.grants.issueCode(integration.clientId, account.id, admin?.id ?? 0, world.clock.now());
  world.save();
  const params = { code, referer: account.host, client_id: integration.clientId, from_widget: '1' };
  return call(world, 'install', withParams(integration.redirectUri, params));
}

/** The signature of the uninstall hook: HMAC-SHA256 of `{client_uuid}|{account_id}` (kommo-api.md 1.9). */
export function uninstallSignature(integration: Integration, accountId: number): string {
  return createHmac('sha256', integration.clientSecret)
    .update(`${integration.clientId}|${accountId}`)
    .digest('hex');
}

/** The signed uninstall hook; undefined if the integration has none. */
export async function sendUninstall(
  world: World,
  account: Account,
  integration: Integration,
): Promise<DeliveryRecord | undefined> {
  if (!integration.uninstallUrl) return undefined;
  return call(
    world,
    'uninstall',
    withParams(integration.uninstallUrl, {
      account_id: String(account.id),
      client_uuid: integration.clientId,
      signature: uninstallSignature(integration, account.id),
    }),
  );
}
