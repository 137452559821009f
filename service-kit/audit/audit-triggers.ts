import type { Client } from 'pg';

/**
 * Tables whose rows say nothing that an audit should tell: events on their way, what was done under a key, counters of guesses,
 * links and tokens that only prove something, progress, whole copies of what other tables say. All others are audited, also those that are made tomorrow.
 */
const LEFT_OUT = [
  'migrations',
  'inbox',
  'outbox',
  'idempotent_effects',
  'searchable_.*', // parents by which rows are searched; always empty themselves
  'refresh_tokens',
  'log_in_attempts',
  'known_devices',
  'known_leads', // projections of what other subgraphs say; nobody's doing
  'known_crm_users',
  'members',
  'member_names', // names as they are sorted; what changes them is told where they are
  'sync_cursors',
  'tombstones',
  'card_changes', // a journal itself
  'card_values', // what cards say, to narrow lists by
  'knowledge_.*', // what is found out of cards and files
  'webhook_inbox', // news on their way
  'snapshots',
  'import_rows',
  'import_mappings',
  'asset_parts', // what files say
];

interface AuditedTable {
  schema: string;
  name: string;
  keys: string[];
}

/** `estimate_status_changes` is `EstimateStatusChange` to readers. */
function typeOf(table: string): string {
  const words = table.split('_');
  const last = words.pop() ?? '';
  const singular = last
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch)es$/, '$1')
    .replace(/([^s])s$/, '$1');
  return [...words, singular].map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
}

/**
 * Puts the audit's trigger on every table of the given schemas that has none; part of `migrate up`, after all migrations. It
 * notes changes of transactions that are audited, and costs others next to nothing.
 *
 * @param client the owner's
 */
export async function prepareAuditTriggers(client: Client, schemas: readonly string[]): Promise<void> {
  const { rows } = await client.query<AuditedTable>(
    `SELECT n.nspname AS schema, c.relname AS name,
            array(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                   WHERE i.indrelid = c.oid AND i.indisprimary AND (a.attname <> 'org_id' OR i.indnkeyatts = 1)
                   ORDER BY array_position(i.indkey::int2[], a.attnum)) AS keys
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname = ANY ($1) AND c.relname !~ $2
        AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'audit_changes')
      ORDER BY 1, 2`,
    [schemas, `^(${LEFT_OUT.join('|')})$`],
  );
  for (const { schema, name, keys } of rows) {
    const words = [typeOf(name), ...keys].map((word) => `'${word}'`).join(', ');
    await client.query(
      `CREATE TRIGGER audit_changes AFTER INSERT OR UPDATE OR DELETE ON "${schema}"."${name}" FOR EACH ROW
         WHEN (current_setting('app.audit', true) = 'on') EXECUTE FUNCTION audit.note_row(${words})`,
    );
  }
}
