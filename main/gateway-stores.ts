import { openPostgresStore } from '../gateway/src/idempotency/postgres-store';
import type { IdempotencyStore } from '../gateway/src/idempotency/store';
import type { Platform } from './platform';

/** Where the gateway remembers `Idempotency-Key`s: PostgreSQL, by the gateway's own role. */
export async function openIdempotencyStore(platform: Platform): Promise<IdempotencyStore> {
  const { store, source } = await openPostgresStore(await platform.urlFor('gateway'));
  platform.lifetime.add('idempotency keys', source, (open) => open.destroy());
  return store;
}
