import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PermissionChange } from './permission-changes';
import type { RevokedSession } from './revocations';
import type { FindSession, SessionState } from './viewer';

/*
 * What verifiers ask identity's database. The roles of gateway, crm and estimates may call a few functions of identity,
 * and see nothing else of its tables.
 */

const RECENTLY_REVOKED = `SELECT session_id AS "sessionId", remaining_ms::float8 AS "remainingMs" FROM identity.recently_revoked_sessions()
   UNION ALL SELECT session_id, remaining_ms::float8 FROM identity.recently_ended_machines()`;
const CHANGED_PERMISSIONS =
  'SELECT org_id AS "orgId", user_id AS "userId", version, remaining_ms::float8 AS "remainingMs" FROM identity.recently_changed_permissions()';
const STATE = 'SELECT identity.session_state($1, $2) AS state';
/** What stands for a session in the tokens of keys and of support. */
const MACHINE_STATE = 'SELECT identity.machine_state($1, $2) AS state';

/** A token is looked up once in each process, so two connections go a long way. */
const POOL_SIZE = 2;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 5_000;
const IDLE_MS = 10_000;

/** Sessions as every verifier sees them. */
export interface SessionRegistry {
  /** Reads the sessions that were ended while access tokens of theirs may still live; the `load` of `followRevocations`. */
  loadRevoked(): Promise<RevokedSession[]>;
  /** Reads whose permissions were changed while older access tokens may still live; the `load` of `followPermissionChanges`. */
  loadPermissionChanges(): Promise<PermissionChange[]>;
  /** Reads one session's state. */
  find: FindSession;
  close(): Promise<void>;
}

/** Runs a statement and answers its rows. */
type Query = <R>(sql: string, values: unknown[]) => Promise<R[]>;

/**
 * Opens the registry.
 *
 * @param from a connected data source of any part, or a connection string for a small pool of its own
 */
export function openSessionRegistry(from: DataSource | string): SessionRegistry {
  const { query, close } = typeof from === 'string' ? pooled(from) : borrowed(from);
  return {
    async loadRevoked() {
      const rows = await query<{ sessionId: string; remainingMs: number }>(RECENTLY_REVOKED, []);
      // The rest of the time is the database's own: its clock and ours need not agree.
      return rows.map(({ sessionId, remainingMs }) => ({ sessionId, until: Date.now() + remainingMs }));
    },
    async loadPermissionChanges() {
      const rows = await query<Omit<PermissionChange, 'until'> & { remainingMs: number }>(
        CHANGED_PERMISSIONS,
        [],
      );
      return rows.map(({ remainingMs, ...change }) => ({ ...change, until: Date.now() + remainingMs }));
    },
    async find({ orgId, sessionId, machine }) {
      const [row] = await query<{ state: SessionState }>(machine ? MACHINE_STATE : STATE, [orgId, sessionId]);
      return row?.state ?? 'UNKNOWN';
    },
    close,
  };
}

function borrowed(source: DataSource): { query: Query; close: () => Promise<void> } {
  return { query: (sql, values) => source.query(sql, values), close: async () => undefined };
}

function pooled(url: string): { query: Query; close: () => Promise<void> } {
  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'cashcraft-sessions',
    allowExitOnIdle: true,
  });
  pool.on('error', () => undefined); // an idle connection broke: the next statement opens another
  return {
    query: async <R>(sql: string, values: unknown[]) => (await pool.query(sql, values)).rows as R[],
    close: () => pool.end(),
  };
}
