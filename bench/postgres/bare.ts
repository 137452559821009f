import type { IncomingMessage } from 'node:http';
import { Pool } from 'pg';
import { urlFor } from '../../service-kit/postgres/database-roles';
import { bearerToken } from '../../service-kit/auth/viewer';
import { closeServer, createTextServer, listenOnLoopback, readBody } from '../loopback';
import type { StartContender } from '../contenders/contender';
import { createBenchVerifier } from '../tokens';
import { HANDLERS, type Ask } from './bare-handlers';
import type { StoredSetup } from './stored-setup';
import { statementOn } from './statements';

const PARTS = ['identity', 'crm', 'estimates'] as const;
/** As many as a subgraph of ours has. */
const CONNECTIONS = 10;
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * The least work that gives the answers from PostgreSQL: node:http, the token, `pg`, a function per operation, JSON. Its
 * statements are the product's own, letter by letter, each in a transaction of its own that says whose rows may be seen.
 */
export const start: StartContender<StoredSetup> = async ({ databaseUrl, publicKeyPem, statements }) => {
  const pools = new Map<string, Pool>();
  for (const part of PARTS) {
    const connectionString = await urlFor(databaseUrl, part);
    pools.set(part, new Pool({ connectionString, max: CONNECTIONS }));
  }
  const texts = new Map<string, { text: string; pool: Pool | undefined }>();
  const verifier = createBenchVerifier(publicKeyPem);

  /** The product's statement of an operation on a table, and who may send it. */
  function statementFor(operation: string, table: string) {
    const key = `${operation} ${table}`;
    const known = texts.get(key);
    if (known) return known;
    const { text } = statementOn(statements[operation] ?? [], table);
    const found = { text, pool: pools.get(table.split('.')[0] ?? '') };
    texts.set(key, found);
    return found;
  }

  async function answer(request: IncomingMessage): Promise<string> {
    const viewer = await verifier.verify(bearerToken(request.headers.authorization) ?? '');
    const { operationName, variables } = JSON.parse(await readBody(request)) as {
      operationName: string;
      variables: Record<string, string>;
    };
    const handler = HANDLERS[operationName];
    if (!handler) throw new Error(`There is no handler for the operation ${operationName}.`);
    const begin =
      `BEGIN READ ONLY; SELECT set_config('app.org_id', '${viewer.orgId}', true), ` +
      `set_config('statement_timeout', '${STATEMENT_TIMEOUT_MS}', true)`;
    const ask: Ask = async (table, ...parameters) => {
      const { text, pool } = statementFor(operationName, table);
      if (!pool) throw new Error(`Nobody may read ${table}.`);
      return inTransaction(pool, begin, text, [viewer.orgId, ...parameters]);
    };
    return JSON.stringify({ data: await handler(ask, variables, viewer) });
  }

  const server = createTextServer(answer);
  return {
    url: await listenOnLoopback(server),
    async close() {
      await closeServer(server);
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
};

async function inTransaction(pool: Pool, begin: string, text: string, parameters: unknown[]) {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const { rows } = await client.query(text, parameters);
    await client.query('COMMIT');
    client.release();
    return rows;
  } catch (error) {
    client.release(true); // whatever state it is in
    throw error;
  }
}
