import type { MigrationSet } from '../../../service-kit/migrator';

/** Oldest first; a new one is added at the end. */
export const identityMigrations: MigrationSet = { name: 'identity', schema: 'identity', migrations: [] };
