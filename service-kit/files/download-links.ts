import type { KeyRing } from '../auth/secrets';
import { isId } from '../data/ids';

/** Authenticated with the link: no other sealed value opens as one. */
const PURPOSE = 'download link';
/** How long a link is good unless somebody says otherwise. */
const LINK_LIFETIME_MS = 15 * 60_000;

/** What a link leads to, or why it leads nowhere. */
type LinkTarget =
  | { readonly kind: 'file'; readonly orgId: string; readonly fileId: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

/** Makes and reads links to files. Whoever holds a link may download its file until it expires; nobody can make one. */
export interface DownloadLinks {
  /** @returns the address and when it stops working */
  make(orgId: string, fileId: string, now?: number): { url: string; expiresAt: Date };
  read(token: string, now?: number): LinkTarget;
}

/**
 * Makes the maker of links. A token is sealed, so it tells neither organisation nor file.
 *
 * @param keyRing the same in every process
 * @param publicUrl where people reach the gateway
 */
export function createDownloadLinks(
  keyRing: KeyRing,
  publicUrl: string,
  lifetimeMs = LINK_LIFETIME_MS,
): DownloadLinks {
  const base = publicUrl.replace(/\/+$/, '');
  return {
    make(orgId, fileId, now = Date.now()) {
      const expiresAt = new Date(now + lifetimeMs);
      const token = keyRing.seal([orgId, fileId, expiresAt.getTime().toString(36)].join(' '), PURPOSE);
      return { url: `${base}/downloads/${token}`, expiresAt };
    },
    read(token, now = Date.now()) {
      const [orgId = '', fileId = '', expires = ''] = openOrEmpty(keyRing, token).split(' ');
      if (!isId(orgId) || !isId(fileId)) return { kind: 'unknown' };
      return parseInt(expires, 36) > now ? { kind: 'file', orgId, fileId } : { kind: 'expired' };
    },
  };
}

function openOrEmpty(keyRing: KeyRing, token: string): string {
  try {
    return keyRing.open(token, PURPOSE);
  } catch {
    return ''; // forged, cut off, or sealed under a key that is gone: all the same to its holder
  }
}
