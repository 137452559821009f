import { BlockList, isIP } from 'node:net';
import { LRUCache } from 'lru-cache';

/** Lists of networks that were met lately, made ready. */
const lists = new LRUCache<string, BlockList>({ max: 1_000 });

/** IPv4 in IPv6, as a socket that listens on both says it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Whether an address is in one of the networks.
 *
 * @param networks addresses and CIDR, checked before; none: all addresses are
 * @param ip null for one that is not known, which is in none
 */
export function addressAllowed(networks: readonly string[], ip: string | null): boolean {
  if (networks.length === 0) return true;
  const address = (MAPPED.exec(ip ?? '')?.[1] ?? ip ?? '').split('%')[0] ?? '';
  const version = isIP(address);
  if (version === 0) return false;
  return listOf(networks).check(address, version === 4 ? 'ipv4' : 'ipv6');
}

function listOf(networks: readonly string[]): BlockList {
  const key = networks.join();
  let list = lists.get(key);
  if (!list) {
    list = new BlockList();
    for (const network of networks) add(list, network);
    lists.set(key, list);
  }
  return list;
}

function add(list: BlockList, network: string): void {
  const [address = '', bits] = network.split('/');
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
}

/** Whether a text is an address or a network: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return false;
  if (bits === undefined) return true;
  if (!/^(0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}
