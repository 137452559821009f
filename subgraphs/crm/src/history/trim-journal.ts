import type { ConnectionRef } from '../runtime';
import type { SyncSession } from '../sync/sync-session';

/** How long changes are kept. */
const KEPT_DAYS = 400;
/** How many of a connection are kept. */
const MOST_KEPT = 1_000_000;

const TRIM = `
  WITH edge AS (
    SELECT greatest(now() - interval '${KEPT_DAYS} days', (
             SELECT learned_at FROM crm.card_changes WHERE org_id = $1 AND connection_id = $2
              ORDER BY learned_at DESC OFFSET $3 LIMIT 1)) AS at
  ), gone AS (
    DELETE FROM crm.card_changes c USING edge
     WHERE c.org_id = $1 AND c.connection_id = $2 AND c.learned_at <= edge.at RETURNING 1
  )
  UPDATE crm.connections SET journal_since = edge.at FROM edge
   WHERE org_id = $1 AND id = $2 AND EXISTS (SELECT 1 FROM gone)`;

/** Forgets the oldest changes of a connection's cards, and notes from when on the journal is whole. */
export async function trimJournal(
  session: { ref: ConnectionRef; run: Pick<SyncSession['run'], 'commit'> },
  most = MOST_KEPT,
): Promise<void> {
  const { orgId, connectionId } = session.ref;
  await session.run.commit((db) => db.query(TRIM, [orgId, connectionId, most]));
}
