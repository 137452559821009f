import 'reflect-metadata';
import {
  DataSource,
  DefaultNamingStrategy,
  type EntityManager,
  type Logger as TypeOrmLogger,
  type MixedList,
  type QueryRunner,
} from 'typeorm';
import type { Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { observedClient, watchPool } from '../telemetry/sql-metrics';
import { STATEMENT_TIMEOUT_MS } from '../data/reader';
import { isCoded, requestTimeout } from '../errors/errors';
import { AUDIT_ON, recordAtEndSql, type AuditScope } from '../audit/audit-scope';
import { isId } from '../data/ids';

/** Columns are snake_case in SQL and camelCase in code; table names are always given. */
class SnakeCaseNames extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

export interface DatabaseOptions {
  /** Connection string of the subgraph's own role (see `database-roles.ts`). */
  url: string;
  /** The subgraph's PostgreSQL schema. */
  schema: string;
  entities: MixedList<string | (new () => object)>;
  /** Connections at most. */
  poolSize?: number;
  /**
   * Whether reads are prepared under names, once for each connection: quicker, and not for PgBouncer in transaction mode,
   * which loses them.
   */
  namedReads?: boolean | undefined;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Told of each SQL statement but transaction control; tests count with it. */
  onStatement?: (sql: string) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Connects to PostgreSQL as one subgraph.
 *
 * @returns an initialised data source; `synchronize` is off, migrations run by `main/migrations.ts`
 * @throws Error with the driver's code when PostgreSQL is not reachable
 */
export async function connectDatabase(options: DatabaseOptions): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    entities: options.entities,
    namingStrategy: new SnakeCaseNames(),
    synchronize: false,
    poolSize: options.poolSize ?? 10,
    applicationName: options.applicationName,
    installExtensions: false,
    ...(options.onStatement ? { logging: true, logger: statementListener(options.onStatement) } : {}),
    extra: {
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      namedReads: options.namedReads ?? false,
      Client: observedClient(options.applicationName),
    },
  });
  await source.initialize();
  watchPool(options.applicationName, (source.driver as PostgresDriver).master as Pool);
  return source;
}

/** Transaction control is not counted: it is the same for every request. */
const CONTROL = /^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SELECT set_config)/i;

function statementListener(listen: (sql: string) => void): TypeOrmLogger {
  const nothing = () => undefined;
  return {
    logQuery: (sql) => (CONTROL.test(sql) ? undefined : listen(sql)),
    logQueryError: nothing,
    logQuerySlow: nothing,
    logSchemaBuild: nothing,
    logMigration: nothing,
    log: nothing,
  };
}

/**
 * Runs SQL inside one organisation: opens a transaction, tells row-level security which organisation it is, commits.
 * Nothing of the setting outlives the transaction, so a pooled connection (PgBouncer's included) carries it nowhere.
 *
 * @param source the subgraph's data source
 * @param orgId from the verified token only
 * @param work gets the transaction's entity manager
 * @param deadlineAt in ms since the epoch: PostgreSQL ends a statement that runs then
 * @param audit whose doing it is: an audit entry of all that changed is committed with it
 * @throws GraphQLError REQUEST_TIMEOUT at the deadline, and after it without beginning anything
 */
export async function inOrganization<T>(
  source: DataSource,
  orgId: string,
  work: (db: EntityManager) => Promise<T>,
  deadlineAt?: number,
  audit?: AuditScope,
): Promise<T> {
  if (!isId(orgId)) throw new Error('inOrganization needs an organisation id.');
  return withConnection(source, deadlineAt, (runner) =>
    inTransaction(
      runner,
      settingsFor(orgId, deadlineAt, audit !== undefined),
      () => work(runner.manager),
      () => (audit && !audit.isRecorded ? [recordAtEndSql(runner.manager, audit)] : []),
    ),
  );
}

/**
 * A transaction whose opening travels with its settings, and its commit with what is to be written last: each is one round trip
 * instead of two. TypeORM is told that one is open, so that its own `transaction` makes a savepoint inside.
 */
async function inTransaction<T>(
  runner: QueryRunner,
  opening: string,
  work: () => Promise<T>,
  closing: () => string[],
): Promise<T> {
  const state = runner as unknown as { isTransactionActive: boolean; transactionDepth: number };
  await runner.query(`START TRANSACTION; ${opening}`);
  Object.assign(state, { isTransactionActive: true, transactionDepth: 1 });
  try {
    const result = await work();
    await runner.query([...closing(), 'COMMIT'].join('; '));
    return result;
  } catch (error) {
    await runner.query('ROLLBACK').catch(() => undefined); // the connection may be gone; the first error tells more
    throw error;
  } finally {
    Object.assign(state, { isTransactionActive: false, transactionDepth: 0 });
  }
}

/**
 * The same for reads that need one statement or two: a read-only transaction whose opening and setting travel as one
 * round trip. It is TypeORM's own `query`, so a write by mistake fails in PostgreSQL, not silently here.
 */
export async function readInOrganization<T>(
  source: DataSource,
  orgId: string,
  work: (db: EntityManager) => Promise<T>,
  deadlineAt?: number,
): Promise<T> {
  if (!isId(orgId)) throw new Error('readInOrganization needs an organisation id.');
  return withConnection(source, deadlineAt, async (runner) => {
    await runner.query(`BEGIN READ ONLY; ${settingsFor(orgId, deadlineAt)}`); // two statements in one simple query
    try {
      const result = await work(runner.manager);
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined); // the connection may be gone; the first error tells more
      throw error;
    }
  });
}

/** SQL that sets what holds for one transaction. The id was checked to be hexadecimal digits and dashes. */
function settingsFor(orgId: string, deadlineAt: number | undefined, isAudited = false): string {
  const organization = `SELECT set_config('app.org_id', '${orgId}', true)${isAudited ? `, ${AUDIT_ON}` : ''}`;
  // 0 would be no time-out at all; and behind PgBouncer the connection has none of its own.
  const leftMs =
    deadlineAt === undefined ? STATEMENT_TIMEOUT_MS : Math.max(1, Math.ceil(deadlineAt - Date.now()));
  return `${organization}, set_config('statement_timeout', '${leftMs}', true)`;
}

const QUERY_CANCELED = '57014';

/**
 * Lends a connection of the pool. When it breaks meanwhile, TypeORM takes it back by itself, and all that follows fails
 * as "already released": that reads as a bug of ours, so it is told as what it is.
 */
async function withConnection<T>(
  source: DataSource,
  deadlineAt: number | undefined,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const isOver = () => deadlineAt !== undefined && deadlineAt <= Date.now();
  if (isOver()) throw requestTimeout();
  const runner = source.createQueryRunner();
  try {
    return await work(runner);
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === QUERY_CANCELED && isOver()) throw requestTimeout();
    if (!runner.isReleased || isCoded(error)) throw error;
    throw new Error('Connection terminated while it was in use', { cause: error });
  } finally {
    await runner.release();
  }
}
