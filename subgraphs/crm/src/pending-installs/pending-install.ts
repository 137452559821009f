import type { KeyRing } from '../../../../service-kit/auth/secrets';
import type { OpenTokens } from '../connections/token-store';

/** An install as people of the organisation see it. */
export interface PendingInstall {
  id: string;
  kommoAccountId: string;
  subdomain: string;
  accountName: string;
  installedBy: string | null;
  isYours: boolean;
  installedAt: Date;
  expiresAt: Date;
}

/** Which organisation's row of an install. */
export interface InstallRef {
  orgId: string;
  id: string;
}

/** A row that is claimed. */
export interface StoredInstall extends InstallRef {
  installId: string;
  clientId: string;
  subdomain: string;
  codeHash: Buffer;
  isYours: boolean;
  accessTokenSealed: string;
  refreshTokenSealed: string;
  issuedAt: Date;
  tokenExpiresAt: Date;
}

/** A sealed value opens only in its own organisation, row and column. */
export const installPurpose = ({ orgId, id }: InstallRef, column: 'access_token' | 'refresh_token'): string =>
  `crm.pending_installs.${column}:${orgId}:${id}`;

/** Opens a row's pair. @throws Error when it was sealed for another row or under a lost key */
export function openInstall(keyRing: KeyRing, install: StoredInstall): OpenTokens {
  return {
    accessToken: keyRing.open(install.accessTokenSealed, installPurpose(install, 'access_token')),
    refreshToken: keyRing.open(install.refreshTokenSealed, installPurpose(install, 'refresh_token')),
    issuedAt: install.issuedAt,
    expiresAt: install.tokenExpiresAt,
  };
}
