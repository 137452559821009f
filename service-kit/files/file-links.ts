import type { KeyRing } from '../auth/secrets';
import { isId } from '../data/ids';

/** What links are for, by the first part of their path; `seal` is authenticated with each: none opens as another. */
const WAYS = {
  downloads: { path: 'downloads', seal: 'download link', lifetimeMs: 15 * 60_000 },
  uploads: { path: 'uploads', seal: 'upload link', lifetimeMs: 30 * 60_000 },
  papers: { path: 'downloads/paper', seal: 'paper link', lifetimeMs: 400 * 24 * 3_600_000 },
} as const;

/** What a link leads to, or why it leads nowhere. */
type LinkTarget =
  | { readonly kind: 'file'; readonly orgId: string; readonly fileId: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

/** Makes and reads links to files. Whoever holds a link may use it until it expires; nobody can make one. */
export interface FileLinks {
  /** @returns the address and when it stops working */
  make(orgId: string, fileId: string, now?: number): { url: string; expiresAt: Date };
  read(token: string, now?: number): LinkTarget;
}

/**
 * Makes the maker of links by which files are downloaded.
 *
 * @param keyRing the same in every process
 * @param publicUrl where people reach the gateway
 */
export const createDownloadLinks = (keyRing: KeyRing, publicUrl: string): FileLinks =>
  createLinks(keyRing, publicUrl, 'downloads');

/** The same for links by which files are sent. */
export const createUploadLinks = (keyRing: KeyRing, publicUrl: string): FileLinks =>
  createLinks(keyRing, publicUrl, 'uploads');

/**
 * The same for links to the paper of what was sent: `fileId` is the estimate's. They stand in notes that people read months later, so they
 * lead to a file that is found, or made, when somebody asks.
 */
export const createPaperLinks = (keyRing: KeyRing, publicUrl: string): FileLinks =>
  createLinks(keyRing, publicUrl, 'papers');

/** A token is sealed, so it tells neither organisation nor file. */
function createLinks(keyRing: KeyRing, publicUrl: string, way: keyof typeof WAYS): FileLinks {
  const base = publicUrl.replace(/\/+$/, '');
  const { path, seal, lifetimeMs } = WAYS[way];
  return {
    make(orgId, fileId, now = Date.now()) {
      const expiresAt = new Date(now + lifetimeMs);
      const token = keyRing.seal([orgId, fileId, expiresAt.getTime().toString(36)].join(' '), seal);
      return { url: `${base}/${path}/${token}`, expiresAt };
    },
    read(token, now = Date.now()) {
      const [orgId = '', fileId = '', expires = ''] = openOrEmpty(keyRing, token, seal).split(' ');
      if (!isId(orgId) || !isId(fileId)) return { kind: 'unknown' };
      return parseInt(expires, 36) > now ? { kind: 'file', orgId, fileId } : { kind: 'expired' };
    },
  };
}

function openOrEmpty(keyRing: KeyRing, token: string, seal: string): string {
  try {
    return keyRing.open(token, seal);
  } catch {
    return ''; // forged, cut off, or sealed under a key that is gone: all the same to its holder
  }
}
