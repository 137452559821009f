import { Resolver } from 'node:dns/promises';
import { createPublicFetch } from '../../../../service-kit/http/public-fetch';

/** What log-in by providers needs of the outside. */
export interface OidcParts {
  /** Calls providers; never what stands in a private network, unless it is trusted. */
  readonly fetch: typeof fetch;
  /** Whether an issuer may be called without TLS. */
  isTrusted(issuer: string): boolean;
  /** The TXT records of a name; empty when there are none. @throws Error when nobody answers */
  readTxt(name: string): Promise<string[]>;
}

/** A provider's documents have some kB; some have hundreds of keys. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const DNS_TIMEOUT_MS = 3_000;

/**
 * Makes them.
 *
 * @param trustedIssuers origins of providers that may be in a private network, and without TLS
 * @param dnsServers `192.0.2.53`, `127.0.0.1:5353`; the system's unless given
 */
export function createOidcParts(
  trustedIssuers: readonly string[] = [],
  dnsServers: readonly string[] = [],
): OidcParts {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 });
  if (dnsServers.length > 0) resolver.setServers([...dnsServers]);
  return {
    fetch: createPublicFetch({ trustedOrigins: trustedIssuers, maxBytes: MAX_ANSWER_BYTES }),
    isTrusted: (issuer) => trustedIssuers.includes(new URL(issuer).origin),
    async readTxt(name) {
      try {
        return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
      } catch (error) {
        if (['ENODATA', 'ENOTFOUND'].includes((error as { code?: string }).code ?? '')) return [];
        throw error;
      }
    },
  };
}

/** A provider as its organisation configured it. */
export interface OidcProviderRow {
  orgId: string;
  issuer: string;
  clientId: string;
  clientSecretSealed: string;
  roleId: string;
  isEnabled: boolean;
  savedAt: Date;
}

/** A domain whose people come by the provider, once it is proved to be the organisation's. */
export interface OidcDomainRow {
  domain: string;
  challenge: string;
  verifiedAt: Date | null;
}

/** What binds a sealed secret to its organisation. */
export const secretPurpose = (orgId: string): string => `identity.oidc_providers ${orgId}`;

/** The domain of an address's key (`parseEmail`): ASCII, lower case. */
export const domainOf = (emailKey: string): string => emailKey.slice(emailKey.lastIndexOf('@') + 1);
