import { setTimeout as sleep } from 'node:timers/promises';
import { createHmac } from 'node:crypto';
import { Client } from 'pg';

/*
 * Two ways to use one DATABASE_URL:
 *
 *  - separate roles (when the URL's role may create roles): it owns the schemas and runs migrations; each subgraph
 *    logs in as a role of its own that owns nothing and can't bypass row-level security. Their passwords are derived
 *    from the URL's, so every replica finds them without another secret to hand around.
 *  - one role (a managed PostgreSQL that grants nothing else): everything runs as that role. FORCE ROW LEVEL SECURITY
 *    binds the owner too. A role that could bypass it is refused.
 */

/** A role of the application, and the schema that it may enter. */
export interface DatabaseRole {
  readonly role: string;
  readonly schema: string;
}

/** Thrown when PostgreSQL can't be used as configured; the message says what to mend. */
export class DatabaseSetupError extends Error {}

interface Rights {
  superuser: boolean;
  createRole: boolean;
  bypass: boolean;
}

/**
 * Opens a plain client.
 *
 * @param setting that the address comes from
 * @throws DatabaseSetupError that names host and port, never the password
 */
export async function connectClient(url: string, setting: AddressSetting = 'DATABASE_URL'): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw unreachable(url, error, setting);
  }
}

type AddressSetting = 'DATABASE_URL' | 'DATABASE_READ_URL';

const UNSET: Record<AddressSetting, string> = {
  DATABASE_URL: 'unset it to use the embedded PostgreSQL.',
  DATABASE_READ_URL: 'unset it to read from the primary alone.',
};

function unreachable(url: string, error: unknown, setting: AddressSetting): DatabaseSetupError {
  const { hostname, port, pathname } = new URL(url);
  const reason = (error as { code?: string }).code ?? 'no answer';
  const hints: Record<string, string> = {
    ECONNREFUSED: 'Nothing listens there. Is PostgreSQL running?',
    ENOTFOUND: 'That host name is unknown.',
    '28P01':
      'The password is wrong (when DATABASE_URL has changed its password, run: npm run cli -- migrate up).',
    '28000': 'That role may not log in.',
    '3D000': `There is no database "${pathname.slice(1)}": create it first.`,
  };
  return new DatabaseSetupError(
    `PostgreSQL is not reachable at ${hostname}:${port || '5432'} (${reason}). ` +
      `${hints[reason] ?? 'Check that it runs and accepts connections.'} The address comes from ${setting}; ` +
      UNSET[setting],
  );
}

/** Whether this URL's role makes separate application roles. @throws DatabaseSetupError for a role RLS can't bind */
async function usesSeparateRoles(client: Client): Promise<boolean> {
  const { rows } = await client.query<Rights>(
    `SELECT rolsuper AS superuser, rolcreaterole AS "createRole", rolbypassrls AS bypass
       FROM pg_roles WHERE rolname = current_user`,
  );
  const [rights] = rows;
  if (!rights) throw new DatabaseSetupError('The current PostgreSQL role is not in pg_roles.');
  if (rights.superuser || rights.createRole) return true;
  if (rights.bypass) {
    throw new DatabaseSetupError(
      'The role of DATABASE_URL has BYPASSRLS but may not create roles: row-level security could not protect ' +
        'anything. Give it CREATEROLE, or take BYPASSRLS away.',
    );
  }
  return false;
}

/** @throws DatabaseSetupError for a URL without a password: anybody could derive passwords from nothing */
function passwordOf(url: string, role: string): string {
  const password = decodeURIComponent(new URL(url).password);
  if (password === '') {
    throw new DatabaseSetupError(
      "DATABASE_URL needs a password: those of the application's own roles are derived from it.",
    );
  }
  return createHmac('sha256', password).update(`cashcraft:${role}`).digest('base64url');
}

/**
 * The connection string for one role of the application.
 *
 * @param url DATABASE_URL
 * @param role who connects
 * @throws DatabaseSetupError when PostgreSQL is not reachable or can't protect the data
 */
export async function urlFor(url: string, { role }: DatabaseRole): Promise<string> {
  const client = await connectClient(url);
  try {
    if (!(await usesSeparateRoles(client))) return url;
    const own = new URL(url);
    own.username = role;
    own.password = passwordOf(url, role);
    return own.toString();
  } finally {
    await client.end();
  }
}

/** How often it is tried, and how long is waited in between, in ms. */
const TRIES = 10;
const WAIT_MS = 100;
/**
 * What PostgreSQL says when somebody else made or changed the same role at the same time: "tuple concurrently updated", a
 * role that is there now. Roles belong to the whole cluster, and locks to one database.
 */
const CONCURRENT = new Set(['XX000', '23505', '42710']);

/**
 * Makes the application roles (or brings their passwords up to date) and the schemas; part of `migrate up`.
 * Safe to run at once from several processes, for several databases of one cluster too.
 *
 * @param roles all that the application has
 * @returns whether separate roles are in use
 */
export async function prepareRolesAndSchemas(url: string, roles: readonly DatabaseRole[]): Promise<boolean> {
  const client = await connectClient(url);
  try {
    const separate = await usesSeparateRoles(client);
    for (let tries = 1; ; tries += 1) {
      try {
        await prepare(client, url, separate, roles);
        return separate;
      } catch (error) {
        await client.query('ROLLBACK');
        if (tries === TRIES || !CONCURRENT.has((error as { code?: string }).code ?? '')) throw error;
        await sleep(WAIT_MS * Math.random());
      }
    }
  } finally {
    await client.end();
  }
}

async function prepare(
  client: Client,
  url: string,
  separate: boolean,
  roles: readonly DatabaseRole[],
): Promise<void> {
  await client.query('BEGIN');
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('cashcraft roles'))`);
  for (const { role, schema } of roles) {
    if (separate) await ensureRole(client, role, passwordOf(url, role));
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    if (separate) await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
  }
  await client.query('COMMIT');
}

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount ? 'ALTER' : 'CREATE';
  // Identifiers and literals can't be parameters of these; both are ours, and base64url needs no escape.
  await client.query(`${verb} ROLE ${role} LOGIN NOINHERIT PASSWORD '${password}'`);
  const { rows } = await client.query<{ unsafe: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS unsafe FROM pg_roles WHERE rolname = $1',
    [role],
  );
  if (rows[0]?.unsafe)
    throw new DatabaseSetupError(`The role ${role} can bypass row-level security: mend it first.`);
}
