import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, fetch as undiciFetch, type RequestInit as UndiciRequestInit } from 'undici';
import { addressAllowed } from '../auth/allowed-addresses';

/*
 * Calls to addresses that a customer has chosen. They reach the public internet only: what stands in the same network as we do, a
 * cloud's own metadata for one, answers whoever asks from there. The address is judged when the connection is made, so a name
 * that leads elsewhere a moment later gains nothing.
 */

/** Everything that is no public address (IANA's special-purpose registries, RFC 6890), and ways to write one in IPv6. */
const PRIVATE = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...[
    '::/96',
    '::1/128',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
  ],
  ...['fc00::/7', 'fe80::/10', 'ff00::/8'],
];

/** Whether an address is one of the public internet. */
export const isPublicAddress = (ip: string): boolean => isIP(ip) !== 0 && !addressAllowed(PRIVATE, ip);

/** A call that was refused before it was made. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
}

export interface PublicFetchOptions {
  /** Exact origins that may be private, and without TLS: `http://127.0.0.1:9000`. */
  readonly trustedOrigins: readonly string[];
  /** Bytes of an answer, at most. */
  readonly maxBytes: number;
}

const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0);
    const open = found.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (!first) return done(new PrivateAddress(`${hostname} is in a private network.`), '', 0);
    return options.all
      ? (done as (error: null, found: typeof open) => void)(null, open)
      : done(null, first.address, first.family);
  });
};

/**
 * Makes a `fetch` for addresses that customers choose: https, public, no redirects, and no answer that is larger than allowed.
 *
 * @returns a `fetch` that rejects with {@link PrivateAddress}, or a TypeError as any other does
 */
export function createPublicFetch({ trustedOrigins, maxBytes }: PublicFetchOptions): typeof fetch {
  const guarded = new Agent({ connect: { lookup: publicLookup }, maxResponseSize: maxBytes });
  const open = new Agent({ maxResponseSize: maxBytes });
  const trusted = new Set(trustedOrigins);
  return (async (input: string | URL, init: UndiciRequestInit = {}) => {
    const url = new URL(String(input));
    const isTrusted = trusted.has(url.origin);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!isTrusted && url.protocol !== 'https:') throw new PrivateAddress('Only https is called.');
    if (!isTrusted && isIP(host) !== 0 && !isPublicAddress(host))
      throw new PrivateAddress(`${host} is in a private network.`);
    return undiciFetch(url, { ...init, redirect: 'manual', dispatcher: isTrusted ? open : guarded });
  }) as unknown as typeof fetch;
}
