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

/** Columns by Kommo's names of what is sent. */
const SENT: Readonly<Record<string, string>> = {
  name: 'name',
  first_name: 'first_name',
  last_name: 'last_name',
  price: 'price',
  status_id: 'stage_kommo_id',
  pipeline_id: 'pipeline_kommo_id',
  responsible_user_id: 'responsible_kommo_id',
};

/** What a card's change sends, by our columns, as far as it can be compared. */
export const sentColumns = (body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => (SENT[key] === undefined ? [] : [[SENT[key], value]])),
  );

/** Rows of the journal are not changed: one takes another's place, under the same number. */
const CLAIM = `
  WITH gone AS (
    DELETE FROM crm.card_changes c
     WHERE c.org_id = $1 AND c.connection_id = $2 AND c.kind = $3 AND c.kommo_id = $4 AND c.n > $5
       AND c.cause IN ('SYNC', 'WEBHOOK') AND c.user_id IS NULL
       AND NOT EXISTS (SELECT FROM jsonb_object_keys(c.after) AS key WHERE NOT split_part(key, '.', 1) = ANY ($6::text[]))
       AND NOT EXISTS (
             SELECT FROM jsonb_each_text(c.after) AS a JOIN jsonb_each_text($9::jsonb) AS s ON s.key = a.key
              WHERE CASE WHEN a.value ~ '^-?[0-9]+([.][0-9]+)?$' AND s.value ~ '^-?[0-9]+([.][0-9]+)?$'
                         THEN a.value::numeric <> s.value::numeric ELSE a.value IS DISTINCT FROM s.value END)
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
 * @param sent what it was changed to, by column, as far as that can be compared: another value is somebody else's as well
 */
export async function claimChanges(
  source: DataSource,
  row: Changed,
  {
    since,
    columns,
    sent,
    cause,
  }: { since: string; columns: readonly string[]; sent: Readonly<Record<string, unknown>>; cause: Cause },
): Promise<void> {
  const userId = cause.kind === 'PERSON' ? cause.userId : null;
  await inOrganization(source, row.orgId, (db) =>
    db.query(CLAIM, [
      ...[row.orgId, row.connectionId, row.kind, row.kommoId, since, columns],
      ...[cause.kind, userId, JSON.stringify(sent)],
    ]),
  );
}
