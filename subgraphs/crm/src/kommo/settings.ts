/** Where Kommo is. Any server that speaks like it can be put in place. */
export interface KommoSettings {
  /** The consent page: `https://www.kommo.com/oauth`. */
  authorizeUrl: string;
  /** An account's address with `{subdomain}` in it: `https://{subdomain}.kommo.com`. */
  accountUrl: string;
  /** Domains under which an account's host is believed; {@link KOMMO_DOMAINS} unless told. */
  allowedHosts?: readonly string[];
  /** Requests per second and connection; 5 unless told (Kommo allows 7). */
  requestsPerSecond?: number;
  /** Milliseconds between scheduled synchronisations of a connection; 0 turns them off. 5 minutes unless told. */
  pollIntervalMs?: number;
  /** Our public address, under which Kommo reaches our webhooks; without one there are none. */
  webhookBase?: string | undefined;
  /** The installation's own chat channel; without one there is none. */
  channel?: ChatChannelSettings | undefined;
  /** Addresses and networks that webhooks may come from; none: anywhere. */
  webhookSources?: readonly string[];
  /** How long Kommo's lists may lag behind its writes, in milliseconds; 10 s unless told. */
  writeSettleMs?: number;
  /** Our clock, milliseconds since 1970; a test's may be another than the computer's. */
  now?: () => number;
}

/** A chat channel as Kommo's support has registered it (kommo-api.md 5.3). */
export interface ChatChannelSettings {
  /** Where the chats' API is: `https://amojo.kommo.com`. */
  url: string;
  id: string;
  /** Signs what is asked, and what Kommo posts. */
  secret: string;
  /** As whom messages go out. */
  botId: string;
}

/** Kommo and its twin amoCRM (kommo-api.md 1.3). */
const KOMMO_DOMAINS = ['kommo.com', 'amocrm.ru', 'amocrm.com'] as const;

const LABEL = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Whether a text can be an account's subdomain. */
export const isSubdomain = (text: string): boolean => LABEL.test(text);

/** The domain the template's accounts live under, when it says so: `kommo.com` of `https://{subdomain}.kommo.com`. */
function templateDomain(settings: KommoSettings): string | null {
  return /^https?:\/\/\{subdomain\}\.([^/:]+)/.exec(settings.accountUrl)?.[1] ?? null;
}

/**
 * Checks a host that somebody outside named as an account's (`referer` of the redirect, `domain` of a look-up): the
 * secret key is posted there, so only hosts under Kommo's domains pass (kommo-api.md 1.3), and only those that the
 * configured address can reach: an amoCRM account is not looked for at kommo.com.
 *
 * @returns the account's subdomain, or null for a host that is not believed
 */
export function subdomainOfHost(settings: KommoSettings, host: string): string | null {
  const dot = host.indexOf('.');
  const [label, domain] = [host.slice(0, dot), host.slice(dot + 1)];
  const allowed: readonly string[] = settings.allowedHosts ?? KOMMO_DOMAINS;
  if (dot < 0 || !isSubdomain(label) || !allowed.includes(domain)) return null;
  const served = templateDomain(settings);
  return served !== null && served !== domain ? null : label;
}

/** The address of an account, without a slash at the end. @throws Error for what is not a subdomain */
export function accountAddress(settings: KommoSettings, subdomain: string): string {
  if (!isSubdomain(subdomain)) throw new Error('Not a subdomain.');
  return settings.accountUrl.replaceAll('{subdomain}', subdomain).replace(/\/+$/, '');
}
