import type { DataSource } from 'typeorm';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import type { ConnectionRef } from '../runtime';
import type { MirroredEntity } from '../sync/sync-cursor.entity';
import type { Cause } from './cause';

/*
 * Kommo tells of our own changes by its webhook. Where its answer to us takes longer than that, our copy has the change by the webhook
 * already, and the journal says that a webhook brought it. So whoever makes a change looks, once it is done, whether the journal has it from
 * somebody else, and says who it was.
 */

/** A row, with the reference of its connection. */
interface Changed extends ConnectionRef {
  kind: MirroredEntity;
  kommoId: string;
}

/** The number of the last change of a row that is known; `0` for none. */
export async function lastChangeOf(source: DataSource, row: Changed): Promise<string> {
  const [last] = (await readInOrganization(source, row.orgId, (db) =>
    db.query(
      `SELECT max(n) AS n FROM crm.card_changes WHERE org_id = $1 AND connection_id = $2 AND kind = $3 AND kommo_id = $4`,
      [row.orgId, row.connectionId, row.kind, row.kommoId],
    ),
  )) as { n: string | null }[];
  return last?.n ?? '0';
}

/** Rows of the journal are not changed: one takes another's place, under the same number. */
const CLAIM = `
  WITH gone AS (
    DELETE FROM crm.card_changes c
     WHERE c.org_id = $1 AND c.connection_id = $2 AND c.kind = $3 AND c.kommo_id = $4 AND c.n > $5
       AND c.cause IN ('SYNC', 'WEBHOOK') AND c.user_id IS NULL
       AND NOT EXISTS (SELECT FROM jsonb_object_keys(c.after) AS key WHERE NOT split_part(key, '.', 1) = ANY ($6::text[]))
    RETURNING c.*
  )
  INSERT INTO crm.card_changes (org_id, n, connection_id, kind, kommo_id, at, learned_at, cause, user_id, updater_kommo_id, before, after)
  OVERRIDING SYSTEM VALUE
  SELECT org_id, n, connection_id, kind, kommo_id, at, learned_at, $7, $8, updater_kommo_id, before, after FROM gone`;

/**
 * Says whose a change is that the journal has by a webhook or a synchronisation.
 *
 * @param since the number of the last change before it was made
 * @param columns what was changed; `custom_field` for all of these. Changes of anything else are somebody else's
 */
export async function claimChanges(
  source: DataSource,
  row: Changed,
  { since, columns, cause }: { since: string; columns: readonly string[]; cause: Cause },
): Promise<void> {
  const userId = cause.kind === 'PERSON' ? cause.userId : null;
  await inOrganization(source, row.orgId, (db) =>
    db.query(CLAIM, [
      ...[row.orgId, row.connectionId, row.kind, row.kommoId, since, columns],
      ...[cause.kind, userId],
    ]),
  );
}
