import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { auditKeyId, type AuditKey } from '../service-kit/audit/audit-chain';
import { startAuditChains } from '../service-kit/audit/chain-job';
import { secretFile } from '../service-kit/process/data-dir';
import type { DataSource } from 'typeorm';
import type { Platform } from './platform';

/** The key that signs the audit's checkpoints, and all that verify them, by id. */
export interface AuditKeys {
  signing: AuditKey;
  trusted: ReadonlyMap<string, KeyObject>;
}

/**
 * The audit's keys: `AUDIT_PRIVATE_KEY`, or one that is made at the first start, in `DATA_DIR/keys/audit.pem`; and the public
 * keys of earlier ones, `AUDIT_PUBLIC_KEYS`. They serve nothing else.
 *
 * @throws Error for what is no Ed25519 key
 */
export function loadAuditKeys({ dataDir, settings }: Pick<Platform, 'dataDir' | 'settings'>): AuditKeys {
  const pem =
    settings.AUDIT_PRIVATE_KEY ??
    secretFile(dataDir, 'audit.pem', () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
  const privateKey = readKey('AUDIT_PRIVATE_KEY', () => createPrivateKey(unfold(pem)));
  const signing = { id: auditKeyId(privateKey), privateKey };
  const earlier = readPublicKeys(settings.AUDIT_PUBLIC_KEYS ?? '');
  return { signing, trusted: new Map([...earlier, [signing.id, createPublicKey(privateKey)]]) };
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

/** Chains the audit from now on. @param source of identity's role, which reads it */
export function openAuditChains(platform: Platform, source: DataSource): void {
  const chains = startAuditChains(source, loadAuditKeys(platform).signing, platform.log);
  platform.lifetime.add('audit chains', chains, (open) => open.close());
}
