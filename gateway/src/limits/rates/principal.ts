import { isIPv6 } from 'node:net';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import type { GatewayContext } from '../../pipeline/context';

/** Whom a request counts against. */
export interface Principal {
  readonly kind: 'key' | 'user' | 'address';
  readonly id: string;
}

/** A caller whose token was had for an API key says which; a person's says none. */
type Caller = Viewer & { readonly apiKeyId?: string };

/** The API key, else the user, else the address. */
export function principalOf({ viewer, facts }: Pick<GatewayContext, 'viewer' | 'facts'>): Principal {
  const caller: Caller | null = viewer;
  if (caller?.apiKeyId) return { kind: 'key', id: caller.apiKeyId };
  if (caller) return { kind: 'user', id: caller.userId };
  return { kind: 'address', id: addressKey(facts.ip ?? '') };
}

/** What an address counts as: IPv6 customers have a network of 2^64 addresses each, so it is their network that counts. */
export function addressKey(ip: string): string {
  if (!ip.includes(':')) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.split('%')[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
