import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { noteQuarantined } from '../kommo/kommo-metrics';
import type { ConnectionRef } from '../runtime';

/** A row that could not be read. */
export interface OddRow {
  kommoId: string | null;
  /** Which places are odd; never what stands there. */
  reason: string;
  raw: unknown;
}

const LONGEST_RAW = 64 * 1024;

const keyOf = ({ kommoId }: OddRow, raw: string): string =>
  kommoId ?? `sha256:${createHash('sha256').update(raw).digest('hex').slice(0, 32)}`;

/** Puts rows into quarantine; one that is there already is brought up to date. */
export async function noteOdd(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  entity: string,
  rows: readonly OddRow[],
): Promise<void> {
  if (rows.length === 0) return;
  noteQuarantined(entity, rows.length);
  const texts = rows.map(({ raw }) => JSON.stringify(raw ?? null));
  const byKey = new Map(
    rows.map((row, index) => [keyOf(row, texts[index] ?? ''), { row, text: texts[index] ?? '' }]),
  );
  const entries = [...byKey];
  await db.query(
    `INSERT INTO crm.quarantined_rows AS q
            (org_id, id, connection_id, entity, row_key, kommo_id, reason, raw, first_seen_at, last_seen_at)
     SELECT $1, r.id, $2, $3, r.row_key, r.kommo_id, r.reason, r.raw, now(), now()
       FROM unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::text[]) AS r (id, row_key, kommo_id, reason, raw)
     ON CONFLICT (org_id, connection_id, entity, row_key)
     DO UPDATE SET reason = EXCLUDED.reason, raw = EXCLUDED.raw, last_seen_at = EXCLUDED.last_seen_at`,
    [
      orgId,
      connectionId,
      entity,
      entries.map(() => newId()),
      entries.map(([key]) => key),
      entries.map(([, { row }]) => row.kommoId),
      entries.map(([, { row }]) => row.reason),
      entries.map(([, { text }]) => text.slice(0, LONGEST_RAW)),
    ],
  );
}

/** Takes rows out of quarantine: they could be stored, or Kommo no longer has them. */
export async function forgetOdd(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  entity: string,
  kommoIds: readonly string[],
): Promise<void> {
  if (kommoIds.length === 0) return;
  await db.query(
    `DELETE FROM crm.quarantined_rows
      WHERE org_id = $1 AND connection_id = $2 AND entity = $3 AND row_key = ANY ($4::text[])`,
    [orgId, connectionId, entity, kommoIds],
  );
}

/** Puts rows of a list that was read whole into quarantine: what stood there before and is not among them is odd no more. */
export async function noteOddOfWhole(
  db: EntityManager,
  ref: ConnectionRef,
  entity: string,
  rows: readonly OddRow[],
): Promise<void> {
  await noteOdd(db, ref, entity, rows);
  await db.query(
    `DELETE FROM crm.quarantined_rows WHERE org_id = $1 AND connection_id = $2 AND entity = $3
        AND last_seen_at < date_trunc('milliseconds', now())`,
    [ref.orgId, ref.connectionId, entity],
  );
}

/** Takes rows that were last seen so many days ago out of quarantine: of lists that are never read again. */
export async function forgetOldOdd(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  entity: string,
  days: number,
): Promise<void> {
  await db.query(
    `DELETE FROM crm.quarantined_rows WHERE org_id = $1 AND connection_id = $2 AND entity = $3
        AND last_seen_at < now() - $4 * interval '1 day'`,
    [orgId, connectionId, entity, days],
  );
}

/** Rows without a number of their own are known by what they say: those that no whole list had any more are gone. */
export async function forgetNamelessOdd(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  entity: string,
  unseenSince: Date,
): Promise<void> {
  await db.query(
    `DELETE FROM crm.quarantined_rows
      WHERE org_id = $1 AND connection_id = $2 AND entity = $3 AND kommo_id IS NULL AND last_seen_at < $4`,
    [orgId, connectionId, entity, unseenSince],
  );
}
