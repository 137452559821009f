import type { Account } from '../accounts/account';
import type { Fault } from '../faults';
import type { World } from '../world';

/** One request as it travels through the simulator, before it is known what it asks for. */
export interface Exchange {
  world: World;
  method: string;
  /** Path inside the account (or of the simulator itself), without query. */
  path: string;
  rawQuery: string;
  /** The subdomain the request was sent to, or null for the simulator itself. */
  subdomain: string | null;
  account: Account | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
  requestId: string;
  fault: Fault | undefined;
  /** Filled in when the token was good. */
  clientId: string | null;
}

const HOST_FORM =
  /^([a-z0-9][a-z0-9-]{0,62})\.(?:kommo\.(?:com|test)|amocrm\.(?:ru|com)|localhost)(?::\d+)?$/i;
const PREFIX_FORM = /^\/_acc\/([^/]*)(\/.*)?$/;
/** Hosts that are Kommo's own, not an account's. */
const OWN_HOSTS = new Set(['www', 'api-c', 'api-b', 'amojo']);

/** The account a request is sent to: by path prefix `/_acc/{subdomain}`, or by the first label of the host. */
export function addressOf(host: string, pathname: string): { subdomain: string | null; path: string } {
  const prefixed = PREFIX_FORM.exec(pathname);
  const label = prefixed ? prefixed[1] : HOST_FORM.exec(host)?.[1]?.toLowerCase();
  const path = prefixed ? (prefixed[2] ?? '/') : pathname;
  return { subdomain: label === undefined || OWN_HOSTS.has(label) ? null : label, path };
}
