import { sealedColumn, type SealedColumn } from '../../../service-kit/auth/reseal';
import { sealedMails } from '../../../service-kit/mail/mails';
import { tokenPurpose } from './connections/token-store';
import { secretPurpose } from './credentials/integration-secrets';
import { installPurpose } from './pending-installs/pending-install';
import { hookPurpose } from './webhooks/subscription';

const refOf = ([orgId = '', connectionId = '']: readonly string[]) => ({ orgId, connectionId });
const OF_CONNECTION = ['org_id', 'connection_id'];

/** Where this subgraph keeps what is sealed. */
export const crmSealedColumns: readonly SealedColumn[] = [
  sealedColumn('crm.kommo_credentials', 'client_secret_sealed', ['org_id', 'id'], ([orgId = '', id = '']) =>
    secretPurpose({ orgId, id }),
  ),
  ...(['access_token', 'refresh_token'] as const).map((name) =>
    sealedColumn('crm.connection_tokens', `${name}_sealed`, OF_CONNECTION, (key) =>
      tokenPurpose(refOf(key), name),
    ),
  ),
  ...(['access_token', 'refresh_token'] as const).map((name) =>
    sealedColumn('crm.pending_installs', `${name}_sealed`, ['org_id', 'id'], ([orgId = '', id = '']) =>
      installPurpose({ orgId, id }, name),
    ),
  ),
  sealedColumn('crm.webhooks', 'secret_sealed', OF_CONNECTION, (key) => hookPurpose(refOf(key))),
  ...sealedMails('crm'),
];
