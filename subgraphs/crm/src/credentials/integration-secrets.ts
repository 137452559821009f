import type { EntityManager } from 'typeorm';
import type { KeyRing } from '../../../../service-kit/auth/secrets';
import type { IntegrationSecrets } from '../kommo/oauth-api';
import { KommoCredentials } from './kommo-credentials.entity';

/** A sealed secret opens only in its own organisation, row and column. */
export const secretPurpose = (row: { orgId: string; id: string }): string =>
  `crm.kommo_credentials.client_secret:${row.orgId}:${row.id}`;

/** The organisation's integration with its secret opened, or null when none is saved. For calls to Kommo only. */
export async function findIntegrationSecrets(
  db: EntityManager,
  keyRing: KeyRing,
  orgId: string,
): Promise<IntegrationSecrets | null> {
  const row = await db.findOneBy(KommoCredentials, { orgId });
  if (!row) return null;
  const { clientId, redirectUri, clientSecretSealed } = row;
  return { clientId, redirectUri, clientSecret: keyRing.open(clientSecretSealed, secretPurpose(row)) };
}
