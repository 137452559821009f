import type { ConnectionRef } from '../runtime';
import type { SyncSession } from '../sync/sync-session';

/** How long a run is remembered here; people see synchronisations as jobs, which are kept longer (docs/jobs.md). */
const KEPT_DAYS = 7;
/** How many go at once: an installation that has kept them for years catches up in days, not in one transaction. */
const AT_ONCE = 20_000;

const TRIM = `
  DELETE FROM crm.sync_runs WHERE org_id = $1 AND ctid = ANY (ARRAY(
    SELECT r.ctid FROM crm.sync_runs r
     WHERE r.org_id = $1 AND r.connection_id = $2 AND r.finished_at < now() - interval '${KEPT_DAYS} days'
       AND EXISTS (SELECT FROM crm.sync_runs newer
                    WHERE newer.org_id = $1 AND newer.connection_id = $2 AND newer.started_at > r.started_at)
     LIMIT ${AT_ONCE}))`;

/** Forgets runs that ended long ago, but for the last one: a connection that is read every five minutes makes 100,000 in a year. */
export async function trimRuns(session: {
  ref: ConnectionRef;
  run: Pick<SyncSession['run'], 'commit'>;
}): Promise<void> {
  const { orgId, connectionId } = session.ref;
  await session.run.commit((db) => db.query(TRIM, [orgId, connectionId]));
}
