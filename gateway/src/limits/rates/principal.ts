import { addressKey } from '../../../../service-kit/http/address-key';
import type { GatewayContext } from '../../pipeline/context';

/** Whom a request counts against. */
export interface Principal {
  readonly kind: 'key' | 'user' | 'address';
  readonly id: string;
}

/** The API key, else the user, else the address. */
export function principalOf({ viewer, facts }: Pick<GatewayContext, 'viewer' | 'facts'>): Principal {
  if (viewer) return { kind: viewer.machine ? 'key' : 'user', id: viewer.userId };
  return { kind: 'address', id: addressKey(facts.ip ?? '') };
}
