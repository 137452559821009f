import type { DataSource } from 'typeorm';
import { connectClient } from '../postgres/database-roles';
import type { RevokedSession } from './revocations';

const RECENTLY_REVOKED = 'SELECT session_id AS "sessionId", until FROM identity.recently_revoked_sessions()';

interface Row {
  sessionId: string;
  until: Date;
}

/**
 * Makes the `load` of `followRevocations`: reads the sessions that were ended while access tokens of theirs may still
 * live. The roles of gateway, crm and estimates may call identity's function, and see nothing else of its tables.
 *
 * @param from a connected data source of any part, or a connection string for one short connection per reading
 */
export function loadRevokedSessions(from: DataSource | string): () => Promise<RevokedSession[]> {
  const query = typeof from === 'string' ? () => queryOnce(from) : () => from.query<Row[]>(RECENTLY_REVOKED);
  return async () =>
    (await query()).map(({ sessionId, until }) => ({ sessionId, until: new Date(until).getTime() }));
}

async function queryOnce(url: string): Promise<Row[]> {
  const client = await connectClient(url);
  try {
    return (await client.query<Row>(RECENTLY_REVOKED)).rows;
  } finally {
    await client.end();
  }
}
