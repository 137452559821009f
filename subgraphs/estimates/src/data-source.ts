import type { DataSource } from 'typeorm';
import { connectDatabase, type DatabaseOptions } from '../../../service-kit/postgres/database';
import { entitiesOf } from '../../../service-kit/subgraph/feature';
import { features } from './features';

export const estimatesEntities = entitiesOf(features);

/**
 * Connects to PostgreSQL as the estimates subgraph.
 *
 * @param url of its own role: `urlFor(DATABASE_URL, 'estimates')`
 * @throws Error with the driver's code when PostgreSQL is not reachable
 */
export function connectEstimates(
  url: string,
  options: Partial<Pick<DatabaseOptions, 'poolSize' | 'applicationName' | 'onStatement' | 'namedReads'>> = {},
): Promise<DataSource> {
  return connectDatabase({
    applicationName: 'cashcraft-estimates',
    ...options,
    url,
    schema: 'estimates',
    entities: estimatesEntities,
  });
}
