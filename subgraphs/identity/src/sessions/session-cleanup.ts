import type { EntityManager } from 'typeorm';

/** Spent tokens of an ended session prove nothing any more; the session itself stays for the records. */
const FORGET_TOKENS_AFTER = '1 day';
const FORGET_SESSIONS_AFTER = '90 days';

/**
 * Forgets a person's dead sessions: their refresh tokens after a day, themselves after 90 days. Runs at log-in, so that the
 * tables hold no more than people use. Rows that another log-in of theirs is cleaning are skipped.
 *
 * @param db a transaction inside the organisation
 */
export async function forgetDeadSessions(
  db: EntityManager,
  { orgId, userId }: { orgId: string; userId: string },
): Promise<void> {
  const dead = (since: string) => `
    SELECT id FROM identity.sessions
     WHERE org_id = $1 AND user_id = $2
       AND least(revoked_at, idle_expires_at) < clock_timestamp() - interval '${since}'
       FOR UPDATE SKIP LOCKED`;
  await db.query(
    `DELETE FROM identity.refresh_tokens WHERE org_id = $1 AND session_id IN (${dead(FORGET_TOKENS_AFTER)})`,
    [orgId, userId],
  );
  await db.query(
    `DELETE FROM identity.sessions WHERE org_id = $1 AND id IN (${dead(FORGET_SESSIONS_AFTER)})`,
    [orgId, userId],
  );
}
