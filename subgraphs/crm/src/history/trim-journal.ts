import type { ConnectionRef } from '../runtime';
import type { SyncSession } from '../sync/sync-session';
import { KEPT } from './journal-months';

/** How many of a connection are kept. */
const MOST_KEPT = 1_000_000;

const TRIM = `
  WITH edge AS (
    SELECT learned_at AS at FROM crm.card_changes WHERE org_id = $1 AND connection_id = $2
     ORDER BY learned_at DESC OFFSET $3 LIMIT 1
  ), gone AS (
    DELETE FROM crm.card_changes c USING edge
     WHERE c.org_id = $1 AND c.connection_id = $2 AND c.learned_at <= edge.at RETURNING 1
  )
  UPDATE crm.connections SET journal_since = edge.at FROM edge
   WHERE org_id = $1 AND id = $2 AND EXISTS (SELECT 1 FROM gone)`;

/** What was there before there were months would otherwise go with the last of it. */
const TRIM_EARLY = `
  DELETE FROM crm.card_changes WHERE org_id = $1 AND connection_id = $2 AND learned_at <= now() - ${KEPT}
     AND tableoid = to_regclass('crm.card_changes_early')`;

/**
 * Forgets the oldest changes of a connection's cards where there are too many, and notes from when on the journal is whole. What is too
 * old goes with its month (journal-months.ts).
 */
export async function trimJournal(
  session: { ref: ConnectionRef; run: Pick<SyncSession['run'], 'commit'> },
  most = MOST_KEPT,
): Promise<void> {
  const { orgId, connectionId } = session.ref;
  await session.run.commit(async (db) => {
    await db.query(TRIM, [orgId, connectionId, most]);
    await db.query(TRIM_EARLY, [orgId, connectionId]);
  });
}
