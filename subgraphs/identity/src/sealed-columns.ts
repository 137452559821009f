import { sealedColumn, type SealedColumn } from '../../../service-kit/auth/reseal';
import { sealedMails } from '../../../service-kit/mail/mails';
import { secretPurpose as providerPurpose } from './oidc/oidc';
import { secretPurpose as factorPurpose } from './second-factor/prove';

/** Where this subgraph keeps what is sealed; a challenge's secret lives for minutes only, but a log-in shall not fail by it. */
export const identitySealedColumns: readonly SealedColumn[] = [
  sealedColumn('identity.oidc_providers', 'client_secret_sealed', ['org_id'], ([orgId = '']) =>
    providerPurpose(orgId),
  ),
  {
    ...sealedColumn('identity.totp_factors', 'sealed_secret', ['user_id'], ([userId = '']) =>
      factorPurpose(userId),
    ),
    isShared: true,
  },
  sealedColumn(
    'identity.log_in_challenges',
    'sealed_secret',
    ['user_id', 'org_id', 'token_hash'],
    ([userId = '']) => factorPurpose(userId),
  ),
  ...sealedMails('identity'),
];
