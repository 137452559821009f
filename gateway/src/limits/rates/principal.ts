import { addressKey } from '../../../../service-kit/http/address-key';
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
