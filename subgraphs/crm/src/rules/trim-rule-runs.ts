import type { ConnectionRef } from '../runtime';
import type { SyncSession } from '../sync/sync-session';

/** How long a run is remembered; as long as the journal of cards, which names it as a cause. */
const KEPT_DAYS = 400;
/** How many go at once. */
const AT_ONCE = 20_000;

const TRIM = `
  DELETE FROM crm.rule_runs WHERE org_id = $1 AND ctid = ANY (ARRAY(
    SELECT ctid FROM crm.rule_runs
     WHERE org_id = $1 AND connection_id = $2 AND created_at < now() - interval '${KEPT_DAYS} days'
       AND (estimate_id IS NULL OR facts ->> 'estimateId' IS NOT NULL)
     LIMIT ${AT_ONCE}))`;

/** Forgets old runs of rules, but for those that made a draft: of a rule a lead gets one, however often it comes back. */
export async function trimRuleRuns(session: {
  ref: ConnectionRef;
  run: Pick<SyncSession['run'], 'commit'>;
}): Promise<void> {
  const { orgId, connectionId } = session.ref;
  await session.run.commit((db) => db.query(TRIM, [orgId, connectionId]));
}
