import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { auditKeyId, type AuditKey } from '../service-kit/audit/audit-chain';

/** The key of `AUDIT_PRIVATE_KEY`. @throws Error for what is no Ed25519 key */
export function readSigningKey(pem: string): AuditKey {
  const privateKey = readKey('AUDIT_PRIVATE_KEY', () => createPrivateKey(unfold(pem)));
  return { id: auditKeyId(privateKey), privateKey };
}

/** Reads what the environment says of the audit's keys. @throws Error for what is no Ed25519 key */
export function readAuditKeys(settings: {
  AUDIT_PRIVATE_KEY?: string | undefined;
  AUDIT_PUBLIC_KEYS?: string | undefined;
}): void {
  if (settings.AUDIT_PRIVATE_KEY !== undefined) readSigningKey(settings.AUDIT_PRIVATE_KEY);
  readPublicKeys(settings.AUDIT_PUBLIC_KEYS ?? '');
}

const PUBLIC_KEY = /-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g;

/** Public keys in PEM, one after another, by id. @throws Error for what is no Ed25519 key */
export function readPublicKeys(pems: string): Map<string, KeyObject> {
  const keys = unfold(pems).match(PUBLIC_KEY) ?? [];
  return new Map(
    keys.map((pem) => {
      const key = readKey('AUDIT_PUBLIC_KEYS', () => createPublicKey(pem));
      return [auditKeyId(key), key];
    }),
  );
}

/** A line of an environment file may hold a PEM with `\n` for its line breaks. */
const unfold = (pem: string): string => pem.replaceAll('\\n', '\n');

function readKey(name: string, read: () => KeyObject): KeyObject {
  try {
    const key = read();
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // told below, without a word of the key
  }
  throw new Error(`${name} has to be an Ed25519 key in PEM: openssl genpkey -algorithm ed25519`);
}
