import type { EntityManager } from 'typeorm';
import { traceFrom } from '../http/trace';
import { inSpan, type SpanStart } from '../telemetry/tracing';
import { inOrganization } from '../postgres/database';
import { handlerOf, schemaOf, type EventPart } from './events';

/** Events handed over in one transaction. */
const BATCH = 200;

interface OutboxRow {
  id: string;
  type: string;
  object: string;
  payload: string;
  is_local: boolean;
  emitted_at: Date;
  trace: string | null;
}

/** A consumer of a subgraph that got something. */
export interface Delivered {
  part: EventPart;
  consumer: string;
}

/**
 * Hands an organisation's events over: from the producer's outbox to the inboxes of all that consume them, oldest first.
 * An event leaves the outbox after it stands in the inboxes; when the process dies in between it is handed over again, and
 * the inbox knows it.
 *
 * One relay of a producer and organisation runs at a time, so events of one object never overtake each other. What a
 * transaction that is still open has written is not seen; a later one of the same object waits for it at the object's row.
 *
 * @returns who got something
 */
export async function relayEvents(
  producer: EventPart,
  parts: readonly EventPart[],
  orgId: string,
): Promise<Delivered[]> {
  const got = new Map<string, Delivered>();
  for (;;) {
    const count = await inOrganization(producer.source, orgId, async (db) => {
      await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
        `outbox ${producer.name} ${orgId}`,
      ]);
      const rows = (await db.query(
        `SELECT id, type, object, payload::text AS payload, is_local, emitted_at, trace FROM ${schemaOf(db)}.outbox
          WHERE org_id = $1 ORDER BY position LIMIT ${BATCH}`,
        [orgId],
      )) as OutboxRow[];
      if (rows.length === 0) return 0;
      await inSpan('relay events', linksOf(rows), async () => {
        for (const part of parts) {
          for (const consumer of await fill(part, producer, db, orgId, rows)) {
            got.set(`${part.name} ${consumer}`, { part, consumer });
          }
        }
      });
      await db.query(`DELETE FROM ${schemaOf(db)}.outbox WHERE org_id = $1 AND id = ANY ($2)`, [
        orgId,
        rows.map(({ id }) => id),
      ]);
      return rows.length;
    });
    if (count < BATCH) return [...got.values()];
  }
}

/** A batch is the work of several traces. */
const linksOf = (rows: readonly OutboxRow[]) => (): SpanStart => ({
  links: rows.flatMap(({ trace }) => traceFrom(trace) ?? []),
  attributes: { 'cashcraft.events': rows.length },
});

/** Writes to one subgraph's inbox: the producer's own in its transaction, others in one of theirs. @returns the consumers that got something */
async function fill(
  part: EventPart,
  producer: EventPart,
  db: EntityManager,
  orgId: string,
  rows: readonly OutboxRow[],
): Promise<string[]> {
  const wanted = part.consumers.flatMap((consumer) =>
    rows
      .filter((row) => (part === producer || !row.is_local) && handlerOf(consumer, row.type))
      .map((row) => ({ consumer: consumer.name, row })),
  );
  if (wanted.length === 0) return [];
  if (part === producer) await insert(db, orgId, wanted);
  else await inOrganization(part.source, orgId, (own) => insert(own, orgId, wanted));
  return [...new Set(wanted.map(({ consumer }) => consumer))];
}

const insert = (
  db: EntityManager,
  orgId: string,
  wanted: readonly { consumer: string; row: OutboxRow }[],
): Promise<unknown> =>
  db.query(
    `INSERT INTO ${schemaOf(db)}.inbox (org_id, consumer, event_id, type, object, payload, emitted_at, trace)
     SELECT $1, e.consumer, e.id, e.type, e.object, e.payload, e.emitted_at, e.trace
       FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::timestamptz[], $8::text[])
         WITH ORDINALITY AS e (consumer, id, type, object, payload, emitted_at, trace, place) ORDER BY place
     ON CONFLICT (org_id, consumer, event_id) DO NOTHING`,
    [
      orgId,
      wanted.map(({ consumer }) => consumer),
      wanted.map(({ row }) => row.id),
      wanted.map(({ row }) => row.type),
      wanted.map(({ row }) => row.object),
      wanted.map(({ row }) => row.payload),
      wanted.map(({ row }) => row.emitted_at.toISOString()),
      wanted.map(({ row }) => row.trace),
    ],
  );
