import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { AuditKey } from '../service-kit/audit/audit-chain';
import { startAuditChains } from '../service-kit/audit/chain-job';
import { startAuditRetention } from '../service-kit/audit/forget-job';
import { secretFile } from '../service-kit/process/data-dir';
import type { DataSource } from 'typeorm';
import { readPublicKeys, readSigningKey } from './audit-keys';
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
  const signing = readSigningKey(pem);
  const earlier = readPublicKeys(settings.AUDIT_PUBLIC_KEYS ?? '');
  return { signing, trusted: new Map([...earlier, [signing.id, createPublicKey(signing.privateKey)]]) };
}

/** Chains the audit from now on, and forgets what is older than it is kept. @param source of identity's role, which reads it */
export function openAuditChains(platform: Platform, source: DataSource): void {
  const { signing: key, trusted } = loadAuditKeys(platform);
  const chains = startAuditChains(source, key, platform.log);
  platform.lifetime.add('audit chains', chains, (open) => open.close());
  const { AUDIT_KEEP_DAYS: keepDays } = platform.settings;
  if (keepDays === undefined) return;
  const retention = startAuditRetention(source, { key, trusted, keepDays }, platform.log);
  platform.lifetime.add('audit retention', retention, (open) => open.close());
}
