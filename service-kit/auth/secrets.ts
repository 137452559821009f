import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A set of 256-bit keys; the first seals, all of them open. Rotation: put a new key in front, re-seal, drop the last. */
export interface KeyRing {
  /**
   * Seals a text. `purpose` is authenticated with it: a value copied into another row or column does not open.
   *
   * @returns `v1.<key id>.<base64url of nonce + ciphertext + tag>`
   */
  seal(plain: string, purpose: string): string;
  /** Opens what `seal` made. @throws Error when the key is unknown, the purpose differs or a bit was changed */
  open(sealed: string, purpose: string): string;
  /** The key that seals. */
  readonly currentId: string;
  /** True when a value was sealed under an older key and should be sealed anew. */
  isStale(sealed: string): boolean;
}

/** AES-256-GCM with a fresh 96-bit nonce per value (NIST SP 800-38D, 8.2.2). */
function encrypt(key: Buffer, plain: string, associated: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(associated));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

function decrypt(key: Buffer, packed: Buffer, associated: string): string {
  const nonce = packed.subarray(0, NONCE_BYTES);
  const tag = packed.subarray(packed.length - TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(associated)).setAuthTag(tag);
  const body = packed.subarray(NONCE_BYTES, packed.length - TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}

/**
 * Makes a key ring.
 *
 * @param keys `[id, key]` pairs, current first; ids without dots, keys of 32 bytes
 * @throws Error when there is no key or one has another length
 */
export function createKeyRing(keys: readonly (readonly [id: string, key: Buffer])[]): KeyRing {
  const [current] = keys;
  if (!current) throw new Error('A key ring needs at least one key.');
  const byId = new Map(keys);
  for (const [id, key] of keys) {
    if (key.length !== 32 || !/^[\w-]+$/.test(id))
      throw new Error(`Key "${id}" must be 32 bytes with a plain id.`);
  }
  return {
    currentId: current[0],
    seal(plain, purpose) {
      const [id, key] = current;
      return `v1.${id}.${encrypt(key, plain, `${id}|${purpose}`).toString('base64url')}`;
    },
    open(sealed, purpose) {
      const [version, id = '', body = ''] = sealed.split('.');
      const key = byId.get(id);
      if (version !== 'v1' || !key)
        throw new Error('This value was sealed with a key that is not in the key ring.');
      return decrypt(key, Buffer.from(body, 'base64url'), `${id}|${purpose}`);
    },
    isStale: (sealed) => sealed.split('.')[1] !== current[0],
  };
}

/** Reads `id:base64,id:base64` (current first). @throws Error naming what is wrong, never a key */
export function parseKeyRing(text: string): KeyRing {
  return createKeyRing(
    text.split(',').map((pair) => {
      const [id = '', key = ''] = pair.trim().split(':');
      return [id, Buffer.from(key, 'base64')] as const;
    }),
  );
}

/**
 * Seals a text so that only a holder of `token` can open it: the key is derived from the token (HKDF-SHA256) and
 * kept nowhere.
 */
export function sealWithToken(token: string, plain: string, purpose: string): Buffer {
  return encrypt(keyOfToken(token, purpose), plain, purpose);
}

/** Opens what {@link sealWithToken} made. @throws Error for any other token */
export function openWithToken(token: string, packed: Buffer, purpose: string): string {
  return decrypt(keyOfToken(token, purpose), packed, purpose);
}

function keyOfToken(token: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, Buffer.alloc(0), purpose, 32));
}

/** A random token of 256 bits, base64url. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** Ours are 107 characters at most; anything much longer is not worth hashing. */
export const MAX_TOKEN_LENGTH = 200;

/** SHA-256 of a high-entropy token, for storage. Not for passwords. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Compares two texts in constant time, lengths included. */
export function equalsInConstantTime(left: string, right: string): boolean {
  return timingSafeEqual(hashToken(left), hashToken(right));
}
