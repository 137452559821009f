import type { DataSource } from 'typeorm';
import { connectDatabase, type DatabaseOptions } from '../../../service-kit/postgres/database';
import { Company } from './companies/company.entity';
import { ConnectionTokens } from './connections/connection-tokens.entity';
import { Connection } from './connections/connection.entity';
import { Contact } from './contacts/contact.entity';
import { KommoCredentials } from './credentials/kommo-credentials.entity';
import { CrmUser } from './crm-users/crm-user.entity';
import { LeadContact } from './leads/lead-contact.entity';
import { Lead } from './leads/lead.entity';
import { OAuthState } from './oauth/oauth-state.entity';
import { Pipeline } from './pipelines/pipeline.entity';
import { Stage } from './pipelines/stage.entity';
import { SyncCursor } from './sync/sync-cursor.entity';
import { SyncRun } from './sync-runs/sync-run.entity';

export const crmEntities = [
  Company,
  Connection,
  ConnectionTokens,
  Contact,
  CrmUser,
  KommoCredentials,
  Lead,
  LeadContact,
  OAuthState,
  Pipeline,
  Stage,
  SyncCursor,
  SyncRun,
];

type ConnectOptions = Partial<Pick<DatabaseOptions, 'poolSize' | 'applicationName' | 'onStatement'>>;

/** Connects as crm. @param url of crm's own role (`urlFor`) */
export const connectCrm = (url: string, options: ConnectOptions = {}): Promise<DataSource> =>
  connectDatabase({
    applicationName: 'cashcraft-crm',
    ...options,
    url,
    schema: 'crm',
    entities: crmEntities,
  });
