import { gatewayMigrations } from '../gateway/migrations';
import type { MigrationSet } from '../service-kit/migration-states';
import { crmMigrations } from '../subgraphs/crm/migrations';
import { estimatesMigrations } from '../subgraphs/estimates/migrations';
import { identityMigrations } from '../subgraphs/identity/migrations';

/** Every room's migrations; none depends on another's. */
export const MIGRATION_SETS: readonly MigrationSet[] = [
  identityMigrations,
  crmMigrations,
  estimatesMigrations,
  gatewayMigrations,
];
