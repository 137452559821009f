import type { DatabaseRole } from '../service-kit/postgres/database-roles';
import { urlFor } from '../service-kit/postgres/database-roles';

/** The product's database roles: one for each part, and one for the queue's tables. */
export const APP_ROLES = {
  identity: { role: 'cashcraft_identity', schema: 'identity' },
  crm: { role: 'cashcraft_crm', schema: 'crm' },
  estimates: { role: 'cashcraft_estimates', schema: 'estimates' },
  gateway: { role: 'cashcraft_gateway', schema: 'gateway' },
  jobs: { role: 'cashcraft_jobs', schema: 'bullmq' },
} as const satisfies Record<string, DatabaseRole>;
export type AppRole = keyof typeof APP_ROLES;

/** The connection string for one part. @param url DATABASE_URL. @throws DatabaseSetupError as `urlFor` does */
export const urlOfPart = (url: string, part: AppRole): Promise<string> => urlFor(url, APP_ROLES[part]);

/**
 * The same role and password, by way of a connection pooler or at a replica.
 *
 * @param url of a role, to PostgreSQL itself
 * @param pool DATABASE_POOL_URL or DATABASE_READ_URL: where that is, and what it calls the database if not as PostgreSQL does
 */
export function throughPool(url: string, pool: string | undefined): string {
  if (pool === undefined) return url;
  const pooled = new URL(pool);
  const { username, password, pathname } = new URL(url);
  Object.assign(pooled, { username, password });
  if (pooled.pathname.length <= 1) pooled.pathname = pathname;
  return pooled.toString();
}
