import { z } from 'zod';
import { OAUTH_TIMEOUT_MS, type KommoHttp } from './http';
import { KommoError } from './kommo-error';
import { accountAddress, subdomainOfHost, type KommoSettings } from './settings';

/** An integration as it proves itself at the token endpoint. */
export interface IntegrationSecrets {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}

/** A token pair as Kommo gave it. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  /** Seconds from now; a span, so that Kommo's clock and ours need not agree. */
  expiresIn: number;
}

const TokenBody = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z
    .union([z.number(), z.string().regex(/^\d{1,9}$/)])
    .transform(Number)
    .refine((seconds) => seconds > 0),
});

interface OAuthPlace {
  http: KommoHttp;
  settings: KommoSettings;
}

/** Posts to the token endpoint. JSON, because form encoding is refused by some accounts (kommo-api.md 1.4). */
async function post(
  { http, settings }: OAuthPlace,
  subdomain: string,
  secrets: IntegrationSecrets,
  grant: Record<string, string>,
): Promise<TokenPair> {
  const { body } = await http.send({
    method: 'POST',
    url: `${accountAddress(settings, subdomain)}/oauth2/access_token`,
    timeoutMs: OAUTH_TIMEOUT_MS,
    body: {
      client_id: secrets.clientId,
      client_secret: secrets.clientSecret,
      redirect_uri: secrets.redirectUri,
      ...grant,
    },
  });
  const parsed = TokenBody.safeParse(body);
  if (!parsed.success) throw new KommoError('malformed', { detail: 'the token answer has another shape' });
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = parsed.data;
  return { accessToken, refreshToken, expiresIn };
}

/** Exchanges an authorisation code. @throws KommoError whose `facts.hint` tells an expired code from a wrong one */
export const exchangeCode = (
  place: OAuthPlace,
  subdomain: string,
  secrets: IntegrationSecrets,
  code: string,
): Promise<TokenPair> => post(place, subdomain, secrets, { grant_type: 'authorization_code', code });

/** Turns a refresh token into a new pair; the old one is dead from then on. @throws KommoError */
export const refreshPair = (
  place: OAuthPlace,
  subdomain: string,
  secrets: IntegrationSecrets,
  refreshToken: string,
): Promise<TokenPair> =>
  post(place, subdomain, secrets, { grant_type: 'refresh_token', refresh_token: refreshToken });

const SubdomainBody = z.object({ id: z.number().int(), subdomain: z.string(), domain: z.string() });

/**
 * Asks where an account lives now (kommo-api.md 1.8). The refresh token goes to `apiDomain`, so that host is checked
 * like any other.
 *
 * @returns null when Kommo does not say, or says something that is not believed
 */
export async function lookUpSubdomain(
  { http, settings }: OAuthPlace,
  apiDomain: string,
  refreshToken: string,
): Promise<{ accountId: string; subdomain: string } | null> {
  const label = subdomainOfHost(settings, apiDomain);
  if (label === null) return null;
  try {
    const { body } = await http.send({
      method: 'GET',
      url: `${accountAddress(settings, label)}/oauth2/account/current/subdomain`,
      headers: { 'x-refresh-token': refreshToken },
      timeoutMs: OAUTH_TIMEOUT_MS,
    });
    const parsed = SubdomainBody.safeParse(body);
    const subdomain = parsed.success ? subdomainOfHost(settings, parsed.data.domain) : null;
    return parsed.success && subdomain ? { accountId: String(parsed.data.id), subdomain } : null;
  } catch (error) {
    if (error instanceof KommoError && error.kind !== 'unavailable') return null;
    throw error;
  }
}
