import type { MigrationSet } from '../../service-kit/postgres/migration-states';
import { IdempotencyKeys1795600000101 } from './1795600000101-idempotency-keys';

/** Oldest first; a new one is added at the end. */
export const gatewayMigrations: MigrationSet = {
  name: 'gateway',
  schema: 'gateway',
  migrations: [IdempotencyKeys1795600000101],
};
