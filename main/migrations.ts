import { prepareRolesAndSchemas } from '../service-kit/postgres/database-roles';
import { APP_ROLES } from './database-roles';
import { prepareAuditTables } from '../service-kit/audit/audit-tables';
import { prepareAuditTriggers } from '../service-kit/audit/audit-triggers';
import { prepareChangeTables } from '../service-kit/changes/change-tables';
import { migrationStates, type MigrationState } from '../service-kit/postgres/migration-states';
import { forgetMoves, keepAllMonths } from '../service-kit/postgres/months';
import {
  migrateDown,
  migrateUp,
  prepareDatabase,
  untilUnlocked,
  withMigrationLock,
} from '../service-kit/postgres/migrator';
import { prepareJobTables } from '../service-kit/jobs/job-tables';
import { prepareQueueTables } from '../service-kit/jobs/queue';
import { MIGRATION_SETS } from './migration-sets';

/** Makes roles and schemas, and applies every migration that has not run. @returns what ran */
export async function migrateAllUp(url: string): Promise<string[]> {
  return withMigrationLock(url, async (session) => {
    const separate = await prepareRolesAndSchemas(url, Object.values(APP_ROLES));
    await migrateJobs(url, separate);
    await migrateChanges(url, separate);
    await prepareDatabase(url, (client) =>
      prepareAuditTables(client, {
        writers: separate ? SUBGRAPH_ROLES : [],
        reader: separate ? APP_ROLES.identity.role : null,
      }),
    );
    await untilUnlocked(() => forgetMoves(session));
    const ran: string[] = [];
    for (const set of MIGRATION_SETS) ran.push(...(await migrateUp(url, set)));
    await untilUnlocked(() => keepAllMonths(session));
    await prepareDatabase(url, (client) => prepareAuditTriggers(client, AUDITED_SCHEMAS));
    return ran;
  });
}

const SUBGRAPH_ROLES = [APP_ROLES.identity.role, APP_ROLES.crm.role, APP_ROLES.estimates.role];

/** Where changes of mutations are noted. */
const AUDITED_SCHEMAS = [APP_ROLES.identity.schema, APP_ROLES.crm.schema, APP_ROLES.estimates.schema, 'jobs'];

const migrateJobs = (url: string, separate: boolean): Promise<void> =>
  prepareDatabase(url, async (client) => {
    await prepareQueueTables(client, separate ? APP_ROLES.jobs.role : null);
    await prepareJobTables(client, separate ? SUBGRAPH_ROLES : []);
  });

const migrateChanges = (url: string, separate: boolean): Promise<void> =>
  prepareDatabase(url, (client) =>
    prepareChangeTables(client, {
      writers: separate ? SUBGRAPH_ROLES : [],
      reader: separate ? APP_ROLES.gateway.role : null,
    }),
  );

/** Takes back the last migration of one subgraph. @returns its name, or null */
export async function migrateOneDown(url: string, subgraph: string): Promise<string | null> {
  const set = MIGRATION_SETS.find(({ name }) => name === subgraph);
  if (!set)
    throw new Error(
      `There is no subgraph "${subgraph}". Use one of: ${MIGRATION_SETS.map((s) => s.name).join(', ')}`,
    );
  return withMigrationLock(url, async (session) => {
    await untilUnlocked(() => forgetMoves(session));
    return migrateDown(url, set);
  });
}

/** Each migration of each subgraph and whether it has run. */
export async function allMigrationStates(url: string): Promise<MigrationState[]> {
  const states: MigrationState[] = [];
  for (const set of MIGRATION_SETS) states.push(...(await migrationStates(url, set)));
  return states;
}
