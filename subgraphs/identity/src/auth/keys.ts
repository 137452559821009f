import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { VerificationKeys } from '../../../../service-kit/auth/viewer';
import { createKeyFolder } from './key-folder';

/*
 * The keys that sign access tokens (ES256, RFC 7518 3.4). One signs; all are published, so that a token signed just before
 * a rotation still verifies, and that the next key is known before it signs. A key's `kid` is its thumbprint (RFC 7638):
 * every process names it alike.
 */

/** A public key as the JWKS shows it (RFC 7517). */
interface PublishedKey {
  kty: string;
  crv: string;
  x: string;
  y: string;
  kid: string;
  alg: 'ES256';
  use: 'sig';
}

export interface SigningKeys extends VerificationKeys {
  /** The key that signs now, and its name. */
  current(): { kid: string; privateKey: KeyObject };
  /** What `/.well-known/jwks.json` answers. */
  jwks(): { keys: PublishedKey[] };
  isTrusted(kid: string): boolean;
  refresh(retired: readonly string[]): Promise<void>;
}

/** Thrown when a configured key can't be used; names the place and what to mend, never a key. */
export class SigningKeyError extends Error {}

/** One key of the set; verification-only keys have no private part. */
interface Key {
  kid: string;
  privateKey: KeyObject | null;
  publicKey: KeyObject;
  published: PublishedKey;
}

/**
 * Makes the signing keys.
 *
 * @param options.pem PEM text (`JWT_PRIVATE_KEY`): the first private key signs; further private or public keys are
 *   published only. `\n` written as two characters is understood, for environments that hold no line breaks.
 * @param options.folder where keys are generated and kept when there is no `pem`: `<DATA_DIR>/keys`
 * @throws SigningKeyError for a text without a P-256 private key, or when there is neither text nor folder
 */
export function createSigningKeys(options: { pem?: string | undefined; folder?: string }): SigningKeys {
  if (options.pem !== undefined && options.pem.trim() !== '') return fixedKeys(options.pem);
  if (options.folder === undefined) {
    throw new SigningKeyError('Set JWT_PRIVATE_KEY, or give a folder to keep generated keys in.');
  }
  return folderKeys(options.folder);
}

const PEM_BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;

function fixedKeys(text: string): SigningKeys {
  const blocks = text.replaceAll('\\n', '\n').match(PEM_BLOCK) ?? [];
  const keys = blocks.map((block, index) => readKey(block, `JWT_PRIVATE_KEY, block ${index + 1}`));
  if (!keys[0]?.privateKey) {
    throw new SigningKeyError(
      'JWT_PRIVATE_KEY must begin with a P-256 private key in PEM: ' +
        'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256',
    );
  }
  return signingKeys(() => keys);
}

/** Reads the folder again when a file came or went: another process may have rotated or retired. */
function folderKeys(path: string): SigningKeys {
  const folder = createKeyFolder(path);
  const parsed = new Map<string, Key>();
  let keys: Key[] = [];
  let stamp = '';
  let lookedAt = -Infinity;
  let readAt = -Infinity;
  const read = () => {
    readAt = performance.now();
    stamp = folder.stamp(); // before the files: what comes in between is seen at the next look
    keys = folder.read().map(({ name, pem }) => {
      const key = parsed.get(pem) ?? readKey(pem, name);
      parsed.set(pem, key);
      return key;
    });
  };
  read();
  return signingKeys((atOnce = false) => {
    const now = performance.now();
    if (!atOnce && now - lookedAt < LOOK_MS) return keys;
    lookedAt = now;
    // Which key signs changes with time, too.
    if (now - readAt > READ_MS || folder.stamp() !== stamp) read();
    return keys;
  });
}

/** A look is one `stat`: a retired key is refused well within a second. */
const LOOK_MS = 250;
const READ_MS = 30_000;

/** @param keysNow the keys, the signing one first; `atOnce` says that the latest are needed */
function signingKeys(keysNow: (atOnce?: boolean) => readonly Key[]): SigningKeys {
  const byKid = (kid: string, atOnce?: boolean) => keysNow(atOnce).find((key) => key.kid === kid) ?? null;
  return {
    current() {
      const [key] = keysNow();
      if (!key?.privateKey) throw new SigningKeyError('There is no key to sign with.');
      return { kid: key.kid, privateKey: key.privateKey };
    },
    async find(kid) {
      return (byKid(kid) ?? byKid(kid, true))?.publicKey ?? null;
    },
    isTrusted: (kid) => byKid(kid) !== null,
    async refresh() {
      keysNow(true);
    },
    jwks() {
      return { keys: keysNow(true).map(({ published }) => published) };
    },
  };
}

/** What a key is called everywhere: the `kid` of its tokens. */
export const keyNameOf = (pem: string, where: string): string => readKey(pem, where).kid;

function readKey(pem: string, where: string): Key {
  const privateKey = pem.includes('PRIVATE KEY') ? parsePem(createPrivateKey, pem, where) : null;
  const publicKey = privateKey ? createPublicKey(privateKey) : parsePem(createPublicKey, pem, where);
  const jwk = publicKey.export({ format: 'jwk' });
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || !jwk.x || !jwk.y) {
    throw new SigningKeyError(`${where}: only P-256 (prime256v1) keys sign ES256 tokens.`);
  }
  const { kty, crv, x, y } = jwk;
  const kid = thumbprint(jwk);
  return { kid, privateKey, publicKey, published: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } };
}

function parsePem(parse: (pem: string) => KeyObject, pem: string, where: string): KeyObject {
  try {
    return parse(pem);
  } catch {
    throw new SigningKeyError(`${where}: this is not a key in PEM, or it is locked with a password.`);
  }
}

/** RFC 7638: SHA-256 of the key's required members, in this order, without spaces. */
function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
