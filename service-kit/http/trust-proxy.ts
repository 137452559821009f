import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';

/*
 * Who the client is, behind proxies. Each proxy adds the address it was asked from to the end of a header, so the list is
 * read from its end: as far as those who wrote it are trusted. What a client put there itself stands before that, and counts
 * for nothing.
 */

/**
 * Which proxies may say who the client is: none, all, so many in a row, or those at some addresses or networks
 * (`loopback`, `linklocal` and `uniquelocal` are names for the usual ones).
 */
export type TrustProxy = boolean | number | readonly string[];

/** Which header they say it in: `x-forwarded-for`, and `forwarded` (RFC 7239) where there is none; or the latter alone. */
export type ProxyHeader = 'x-forwarded-for' | 'forwarded';

/** Whether the sender at an address is trusted; `hop` 0 is who connected. */
export type Trusts = (address: string, hop: number) => boolean;

/** @throws TypeError for what is no address and no network */
export function trustsOf(trusted: TrustProxy): Trusts {
  if (typeof trusted === 'boolean') return () => trusted;
  if (typeof trusted === 'number') return (_address, hop) => hop < trusted; // Fastify takes a number for nobody
  return proxyAddress.compile([...trusted]);
}

/**
 * Makes the function that says where a request came from, as Fastify's `request.ip` says it.
 *
 * @param header see {@link ProxyHeader}
 */
export function clientAddress(
  trusted: TrustProxy,
  header?: ProxyHeader,
): (request: IncomingMessage) => string {
  if (trusted === false) return ({ socket }) => socket.remoteAddress ?? '';
  const trusts = trustsOf(trusted);
  return (request) => {
    tidyForwarded(request.headers, header);
    return proxyAddress(request, trusts);
  };
}

/**
 * Puts what proxies said into `x-forwarded-for`, as addresses and nothing else. Some write ports with them, which would
 * make each connection an address of its own; from the first that is no address on (towards the client) nothing is known.
 *
 * @param headers of a request; changed in place, once or more often
 */
export function tidyForwarded(headers: IncomingHttpHeaders, header: ProxyHeader = 'x-forwarded-for'): void {
  const usual = headers['x-forwarded-for'];
  const isUsual = header === 'x-forwarded-for' && usual !== undefined;
  const given = isUsual ? [usual].flat().join(',').split(',') : forwardedFor(headers['forwarded']);
  const addresses: string[] = [];
  for (const entry of given.reverse()) {
    const address = addressIn(entry);
    if (address === null) break;
    addresses.unshift(address);
  }
  if (addresses.length > 0) headers['x-forwarded-for'] = addresses.join(', ');
  else delete headers['x-forwarded-for'];
}

/** `for=192.0.2.60;proto=http, for="[2001:db8::1]:4711"`: what `for` says of each, in order; an empty text where it is missing. */
function forwardedFor(header: string | undefined): string[] {
  if (header === undefined) return [];
  const elements = header.match(/(?:[^",]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return elements.map((element) => {
    const pairs = element.match(/(?:[^";]|"(?:[^"\\]|\\.)*")+/g) ?? [];
    const [own] = pairs.flatMap((pair) => /^\s*for\s*=\s*"?([^"]*)"?\s*$/i.exec(pair)?.[1] ?? []);
    return own ?? '';
  });
}

/** Without a port, and without brackets. */
function addressIn(entry: string): string | null {
  const text = entry.trim();
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? null : bare;
}
