import { Pool } from 'pg';
import type { NoteKeyUsage } from '../gateway/src/api-keys/key-usage';
import { openPostgresStore } from '../gateway/src/idempotency/postgres-store';
import type { IdempotencyStore } from '../gateway/src/idempotency/store';
import type { Platform } from './platform';

/** Where the gateway remembers `Idempotency-Key`s: PostgreSQL, by the gateway's own role. */
export async function openIdempotencyStore(platform: Platform): Promise<IdempotencyStore> {
  const { store, source } = await openPostgresStore(await platform.pooledUrlFor('gateway'));
  platform.lifetime.add('idempotency keys', source, (open) => open.destroy());
  return store;
}

/** Where the gateway's counts of what API keys are used for are added up: at identity, by the one function it may call for that. */
export async function openKeyUsage(platform: Platform): Promise<NoteKeyUsage> {
  const pool = new Pool({
    connectionString: await platform.pooledUrlFor('gateway'),
    max: 1,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 5_000,
    application_name: 'cashcraft-key-usage',
    allowExitOnIdle: true,
  });
  pool.on('error', () => undefined); // an idle connection broke: the next statement opens another
  platform.lifetime.add('uses of API keys', pool, (open) => open.end());
  return async (orgId, counted) => {
    await pool.query('SELECT identity.note_api_key_usage($1, $2)', [orgId, JSON.stringify(counted)]);
  };
}
