import type { DataSource } from 'typeorm';
import { connectDatabase, type DatabaseOptions } from '../../../service-kit/postgres/database';
import { entitiesOf } from '../../../service-kit/subgraph/feature';
import { features } from './features';

export const identityEntities = entitiesOf(features);

/**
 * Connects to PostgreSQL as identity.
 *
 * @param url of the role `cashcraft_identity` (`urlFor(…, 'identity')`), or the installation's only role
 * @param options pool size and name, where the defaults don't fit
 */
export function connectIdentity(
  url: string,
  options: Partial<Pick<DatabaseOptions, 'poolSize' | 'applicationName' | 'onStatement' | 'namedReads'>> = {},
): Promise<DataSource> {
  return connectDatabase({
    applicationName: 'cashcraft-identity',
    ...options,
    url,
    schema: 'identity',
    entities: identityEntities,
  });
}
