import type { EntityManager } from 'typeorm';
import { newId } from '../data/ids';
import { storedTrace } from '../telemetry/stored-trace';
import { schemaOf, type EventDefinition } from './events';

/**
 * Writes events in the open transaction: they are delivered when it commits, and never when it doesn't. Two transactions
 * that change one object have to wait for each other at its row *before* they emit, else their order means nothing.
 *
 * They are found within a second or so; a request that can rings the bell once it has committed, so that nobody waits:
 * `void ctx.afterCommit(() => ctx.bell?.ring(orgId))`.
 *
 * @param db the open transaction, inside the organisation
 * @param payloads one event each; none is fine
 * @param ids one each, which follow from what is told: told again within a week, it is taken once
 * @throws ZodError when a payload is not what the definition says: a fault of ours
 */
export async function recordEvents<P>(
  db: EntityManager,
  orgId: string,
  definition: EventDefinition<P>,
  payloads: readonly P[],
  ids: readonly string[] = payloads.map(() => newId()),
): Promise<void> {
  if (payloads.length === 0) return;
  const checked = payloads.map((payload) => definition.payload.parse(payload));
  await db.query(
    `INSERT INTO ${schemaOf(db)}.outbox (org_id, id, type, object, payload, is_local, trace)
     SELECT $1, e.id, $2, e.object, e.payload, $3, $7
       FROM unnest($4::uuid[], $5::text[], $6::jsonb[]) WITH ORDINALITY AS e (id, object, payload, place) ORDER BY place
     ON CONFLICT DO NOTHING`,
    [
      orgId,
      definition.type,
      definition.local ?? false,
      ids,
      checked.map((payload) => definition.objectOf(payload)),
      checked.map((payload) => JSON.stringify(payload)),
      storedTrace(),
    ],
  );
}
