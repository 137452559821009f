import type { DataSource } from 'typeorm';
import { connectDatabase, type DatabaseOptions } from '../../../service-kit/postgres/database';
import { entitiesOf } from '../../../service-kit/subgraph/feature';
import { features } from './features';

export const crmEntities = entitiesOf(features);

type ConnectOptions = Partial<
  Pick<DatabaseOptions, 'poolSize' | 'applicationName' | 'onStatement' | 'namedReads'>
>;

/** Connects as crm. @param url of crm's own role (`urlFor`) */
export const connectCrm = (url: string, options: ConnectOptions = {}): Promise<DataSource> =>
  connectDatabase({
    applicationName: 'cashcraft-crm',
    ...options,
    url,
    schema: 'crm',
    entities: crmEntities,
  });
