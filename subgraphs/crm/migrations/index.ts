import type { MigrationSet } from '../../../service-kit/migrator';

/** Oldest first; a new one is added at the end. */
export const crmMigrations: MigrationSet = { name: 'crm', schema: 'crm', migrations: [] };
