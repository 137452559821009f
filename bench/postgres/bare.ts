import type { IncomingMessage } from 'node:http';
import { Pool } from 'pg';
import { bearerToken } from '../../service-kit/auth/viewer';
import { ReadQuery, type WireOutcome } from '../../service-kit/data/read-query';
import { asText } from '../../service-kit/data/wire-values';
import { urlOfPart } from '../../main/database-roles';
import { closeServer, createTextServer, listenOnLoopback, readBody } from '../loopback';
import type { StartContender } from '../contenders/contender';
import { createBenchVerifier } from '../tokens';
import { HANDLERS, type Ask } from './bare-handlers';
import { BARE_STATEMENTS } from './bare-statements';
import type { StoredSetup } from './stored-setup';

const PARTS = ['identity', 'crm', 'estimates'] as const;
/** As many as a subgraph of ours has. */
const CONNECTIONS = 10;

const SETTINGS =
  "SELECT set_config('app.org_id', $1, true), set_config('statement_timeout', '30000', true), " +
  "set_config('transaction_read_only', 'on', true)";

/**
 * The least work that gives the answers from PostgreSQL: node:http, the token, `pg`, a function per operation, JSON. Each
 * statement reads the columns that are shown and no other, and travels with what says whose rows may be seen: one write,
 * one round trip.
 */
export const start: StartContender<StoredSetup> = async ({ databaseUrl, publicKeyPem }) => {
  const pools = new Map<string, Pool>();
  for (const part of PARTS) {
    const connectionString = await urlOfPart(databaseUrl, part);
    pools.set(part, new Pool({ connectionString, max: CONNECTIONS }));
  }
  const verifier = createBenchVerifier(publicKeyPem);

  async function answer(request: IncomingMessage): Promise<string> {
    const viewer = await verifier.verify(bearerToken(request.headers.authorization) ?? '');
    const { operationName, variables } = JSON.parse(await readBody(request)) as {
      operationName: string;
      variables: Record<string, string>;
    };
    const handler = HANDLERS[operationName];
    if (!handler) throw new Error(`There is no handler for the operation ${operationName}.`);
    const ask: Ask = (statement, ...parameters) => {
      const { part, text } = BARE_STATEMENTS[statement];
      return readRows(pools.get(part) as Pool, text, [viewer.orgId, ...parameters.map(asText)]);
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

async function readRows(pool: Pool, text: string, values: (string | null)[]): Promise<string[][]> {
  const client = await pool.connect();
  const rows: string[][] = [];
  const outcomes = await new Promise<readonly WireOutcome[]>((resolve) => {
    const settings = { text: SETTINGS, name: '', values: values.slice(0, 1), onRow: () => undefined };
    const read = {
      text,
      name: '',
      values,
      onRow: (row: readonly (string | null)[]) => rows.push(row as string[]),
    };
    client.query(new ReadQuery([settings, read], resolve) as never);
  });
  const failed = outcomes.find((outcome) => outcome.state === 'failed');
  client.release(failed !== undefined);
  if (failed) throw failed.error;
  return rows;
}
