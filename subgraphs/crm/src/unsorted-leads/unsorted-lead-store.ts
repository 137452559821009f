import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import type { UnsortedRow } from '../kommo/rows';
import { instant } from '../mirror/mirror-table';
import type { ConnectionRef } from '../runtime';
import type { UnsortedLead, UnsortedState } from './unsorted-lead.entity';

const LARGEST_METADATA = 20_000;
/** Kommo's lists may go on showing for so long what was decided. */
const TRUST_AFTER_MS = 60_000;
/** What was decided is kept for so long. */
const KEPT_DAYS = 90;

const PUT = `
  INSERT INTO crm.unsorted_leads AS u
         (org_id, connection_id, id, uid, category, source_uid, source_name, pipeline_kommo_id, lead_kommo_id,
          company_kommo_id, contact_kommo_ids, metadata, created_at)
  SELECT $1, $2, n.* FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[],
         $11::bigint[], $12::jsonb[], $13::jsonb[], $14::timestamptz[])
      AS n (id, uid, category, source_uid, source_name, pipeline_kommo_id, lead_kommo_id, company_kommo_id,
            contact_kommo_ids, metadata, created_at)
   ORDER BY n.uid
  ON CONFLICT (org_id, connection_id, uid) DO UPDATE
     SET category = EXCLUDED.category, source_uid = EXCLUDED.source_uid, source_name = EXCLUDED.source_name,
         pipeline_kommo_id = EXCLUDED.pipeline_kommo_id, lead_kommo_id = EXCLUDED.lead_kommo_id,
         company_kommo_id = EXCLUDED.company_kommo_id, contact_kommo_ids = EXCLUDED.contact_kommo_ids,
         metadata = EXCLUDED.metadata, created_at = EXCLUDED.created_at,
         state = 'WAITING', closed_at = NULL, synced_at = now()
   WHERE (u.closed_at IS NULL OR u.closed_at < $3)
     AND (u.category, u.source_uid, u.source_name, u.pipeline_kommo_id, u.lead_kommo_id, u.company_kommo_id,
          u.contact_kommo_ids, u.metadata, u.created_at, u.state)
         IS DISTINCT FROM
         (EXCLUDED.category, EXCLUDED.source_uid, EXCLUDED.source_name, EXCLUDED.pipeline_kommo_id,
          EXCLUDED.lead_kommo_id, EXCLUDED.company_kommo_id, EXCLUDED.contact_kommo_ids, EXCLUDED.metadata,
          EXCLUDED.created_at, 'WAITING')`;

const metadataOf = ({ metadata }: UnsortedRow): string => {
  const written = JSON.stringify(metadata);
  return written.length <= LARGEST_METADATA ? written : '{}';
};

/**
 * Stores incoming leads that Kommo lists: they wait.
 *
 * @param given each uid once
 * @param readAt when they were asked for, of our clock: what was decided since, or shortly before, stays decided
 */
export async function storeUnsorted(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  rows: readonly UnsortedRow[],
  readAt: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await db.query(PUT, [
    orgId,
    connectionId,
    new Date(readAt.getTime() - TRUST_AFTER_MS),
    rows.map(() => newId()),
    rows.map((row) => row.uid),
    rows.map((row) => row.category),
    rows.map((row) => row.source_uid),
    rows.map((row) => row.source_name),
    rows.map((row) => row.pipeline_id),
    rows.map((row) => row._embedded.leads[0]?.id ?? null),
    rows.map((row) => row._embedded.companies[0]?.id ?? null),
    rows.map((row) => JSON.stringify(row._embedded.contacts.map(({ id }) => id))),
    rows.map(metadataOf),
    rows.map((row) => instant(row.created_at)),
  ]);
}

/** Notes what became of incoming leads. What was told before is not forgotten for what is guessed. */
export async function closeUnsorted(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  uids: readonly string[],
  state: Exclude<UnsortedState, 'WAITING'>,
): Promise<void> {
  if (uids.length === 0) return;
  await db.query(
    `UPDATE crm.unsorted_leads SET state = $4, closed_at = coalesce(closed_at, clock_timestamp())
      WHERE org_id = $1 AND connection_id = $2 AND uid = ANY ($3::text[])
        AND (state = 'WAITING' OR (state = 'GONE' AND $4 <> 'GONE'))`,
    [orgId, connectionId, uids, state],
  );
}

/**
 * Longer than a decision takes, with Kommo's ten pauses of ten seconds and the look at what became of it; who dies meanwhile holds the
 * others up so long.
 */
const TURN_S = 240;

type Which = Pick<UnsortedLead, 'orgId' | 'id'>;

/** Takes the turn to decide. @returns until when; null while somebody else has it, and once it is decided */
export async function takeTurn(db: EntityManager, { orgId, id }: Which): Promise<Date | null> {
  const [rows] = (await db.query(
    `UPDATE crm.unsorted_leads SET deciding_until = clock_timestamp() + interval '${TURN_S} seconds'
      WHERE org_id = $1 AND id = $2 AND state = 'WAITING' AND (deciding_until IS NULL OR deciding_until < clock_timestamp())
      RETURNING deciding_until AS until`,
    [orgId, id],
  )) as [{ until: Date }[], number];
  return rows[0]?.until ?? null;
}

/** Gives it back; one that ran out may be somebody else's by now. */
export const endTurn = (db: EntityManager, { orgId, id }: Which, until: Date): Promise<unknown> =>
  db.query(
    'UPDATE crm.unsorted_leads SET deciding_until = NULL WHERE org_id = $1 AND id = $2 AND deciding_until = $3',
    [orgId, id, until],
  );

/** Forgets what was decided long ago. */
export async function forgetOldUnsorted(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
): Promise<void> {
  await db.query(
    `DELETE FROM crm.unsorted_leads WHERE org_id = $1 AND connection_id = $2
        AND closed_at < now() - interval '${KEPT_DAYS} days'`,
    [orgId, connectionId],
  );
}
