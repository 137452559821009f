import { gatewayMigrations } from '../gateway/migrations/index';
import type { MigrationSet } from '../service-kit/postgres/migration-states';
import { crmMigrations } from '../subgraphs/crm/migrations/index';
import { estimatesMigrations } from '../subgraphs/estimates/migrations/index';
import { identityMigrations } from '../subgraphs/identity/migrations/index';

/** Every room's migrations; none depends on another's. */
export const MIGRATION_SETS: readonly MigrationSet[] = [
  identityMigrations,
  crmMigrations,
  estimatesMigrations,
  gatewayMigrations,
];
