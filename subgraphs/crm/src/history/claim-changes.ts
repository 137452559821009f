import type { EntityManager } from 'typeorm';
import type { ConnectionRef } from '../runtime';
import type { MirroredEntity } from '../sync/sync-cursor.entity';
import type { Cause } from './cause';
import { partsSent, type Journaled, type Sent } from './sent-values';

/*
 * Our copy has a change of ours by fetching, whoever fetches first: we, Kommo's webhook, a synchronisation. What else was changed meanwhile
 * comes with it. So the journal says first that the change was found, and whoever made it says afterwards which parts were theirs:
 * those that were changed to what they had sent. The rest stays what it was.
 */

/** What was changed. */
export interface Claim extends ConnectionRef {
  kind: MirroredEntity;
  kommoId: string;
  /** The number of the last change of the row before it went out. */
  since: string;
  sent: Sent;
  /** Columns that Kommo changes with those that are sent. */
  implied: readonly string[];
  cause: Cause;
}

interface Entry extends Journaled {
  n: string;
  isOpen: boolean;
}

const ENTRIES = `
  SELECT n, before, after, cause IN ('SYNC', 'WEBHOOK') AND user_id IS NULL AS "isOpen" FROM crm.card_changes
   WHERE org_id = $1 AND connection_id = $2 AND kind = $3 AND kommo_id = $4 AND n > $5 ORDER BY n`;

const COLUMNS = 'connection_id, kind, kommo_id, at, learned_at';

/** Rows of the journal are not changed: one takes another's place, under the same number. What is not ours gets a number of its own. */
const DIVIDE = `
  WITH gone AS (
    DELETE FROM crm.card_changes WHERE org_id = $1 AND connection_id = $2 AND n = $3 RETURNING *
  ), rest AS (
    INSERT INTO crm.card_changes (org_id, ${COLUMNS}, cause, user_id, updater_kommo_id, before, after)
    SELECT org_id, ${COLUMNS}, cause, user_id, updater_kommo_id, before - $4::text[], after - $4::text[]
      FROM gone WHERE after - $4::text[] <> '{}'
  )
  INSERT INTO crm.card_changes (org_id, n, ${COLUMNS}, cause, user_id, updater_kommo_id, before, after)
  OVERRIDING SYSTEM VALUE
  SELECT org_id, n, ${COLUMNS}, $6, $7, updater_kommo_id, before - $5::text[], after - $5::text[] FROM gone`;

/** Says in the journal which changes of a row were made by whom. @param db an open transaction in the organisation */
export async function claimChanges(db: EntityManager, claim: Claim): Promise<void> {
  const { orgId, connectionId, kind, kommoId, cause } = claim;
  // Nobody changes the row until its journal is right: a later change has a higher number.
  await db.query(
    `SELECT 1 FROM crm.${kind.toLowerCase()} WHERE org_id = $1 AND connection_id = $2 AND kommo_id = $3 FOR NO KEY UPDATE`,
    [orgId, connectionId, kommoId],
  );
  const entries = (await db.query(ENTRIES, [orgId, connectionId, kind, kommoId, claim.since])) as Entry[];
  const claimed = new Set<string>();
  for (const [at, entry] of entries.entries()) {
    const { ours, others } = divide(entry, claim, claimed);
    // The rest gets the newest number, and would stand before what came later.
    const isOvertaken = others.length > 0 && at < entries.length - 1;
    if (!entry.isOpen || ours.length === 0 || isOvertaken) continue;
    for (const part of ours) claimed.add(part);
    const userId = cause.kind === 'PERSON' ? cause.userId : null;
    await db.query(DIVIDE, [orgId, connectionId, entry.n, ours, others, cause.kind, userId]);
  }
}

/** What Kommo changes with what. */
const COMES_WITH: Readonly<Record<string, readonly string[]>> = {
  closed_at: ['stage_kommo_id'],
  first_name: ['name'],
  last_name: ['name'],
  name: ['first_name', 'last_name'],
};

/** @param claimed parts that are claimed already: what was sent once was changed to it once */
function divide(
  entry: Entry,
  { sent, implied }: Claim,
  claimed: ReadonlySet<string>,
): { ours: string[]; others: string[] } {
  const said = partsSent(entry, sent).filter((part) => !claimed.has(part));
  const isImplied = (part: string) =>
    implied.includes(part) && (COMES_WITH[part] ?? []).some((cause) => said.includes(cause));
  const isOurs = (part: string) => said.includes(part) || isImplied(part);
  const parts = Object.keys(entry.after);
  return { ours: parts.filter(isOurs), others: parts.filter((part) => !isOurs(part)) };
}
