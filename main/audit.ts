import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { auditKeyId, type AuditKey } from '../service-kit/audit/audit-chain';
import { startAuditChains } from '../service-kit/audit/chain-job';
import { secretFile } from '../service-kit/process/data-dir';
import type { EventPart } from '../service-kit/outbox/events';
import type { Platform } from './platform';

/** The key that signs the audit's checkpoints: made at the first start, in `DATA_DIR/keys/audit.pem`; it serves nothing else. */
function loadAuditKey(dataDir: string): AuditKey {
  const pem = secretFile(dataDir, 'audit.pem', () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const privateKey = createPrivateKey(pem);
  return { id: auditKeyId(privateKey), privateKey };
}

/** Chains the audit of the given subgraphs from now on. */
export function openAuditChains(platform: Platform, parts: readonly EventPart[]): void {
  const chains = startAuditChains(parts, loadAuditKey(platform.dataDir), platform.log);
  platform.lifetime.add('audit chains', chains, (open) => open.close());
}
