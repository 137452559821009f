import { escapeLiteral, type Client } from 'pg';
import { noteBody, type NotedTable } from './note-functions';

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
  'known_lead_cards',
  'known_crm_users',
  'members',
  'member_names', // names as they are sorted; what changes them is told where they are
  'sync_cursors',
  'tombstones',
  'card_changes', // a journal itself
  'card_values', // what cards say, to narrow lists by
  'knowledge_.*', // what is found out of cards and files
  'webhook_inbox', // news on their way
  'kommo_changes', // what is about to be done; the audit is told when it is
  'snapshots',
  'import_rows',
  'import_mappings',
  'asset_parts', // what files say
];

interface AuditedTable {
  schema: string;
  name: string;
  keys: string[];
  columns: NotedTable['columns'];
  /** The function that its trigger calls, and what is in that; null where there is none. */
  called: string | null;
  body: string | null;
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

/** PostgreSQL cuts longer names. */
const LONGEST_NAME = 63;

const TABLES = `
  SELECT n.nspname AS schema, c.relname AS name, p.proname AS called, p.prosrc AS body,
         array(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                WHERE i.indrelid = c.oid AND i.indisprimary AND (a.attname <> 'org_id' OR i.indnkeyatts = 1)
                ORDER BY array_position(i.indkey::int2[], a.attnum)) AS keys,
         (SELECT json_agg(json_build_object('name', a.attname, 'type', a.atttypid::regtype::text, 'isPlain',
                   a.atttypid::regtype::text = ANY ($3) AND a.attcollation IN (0, 'pg_catalog.default'::regcollation))
                 ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'audit_changes'
    LEFT JOIN pg_proc p ON p.oid = t.tgfoid
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1) AND c.relname !~ $2
   ORDER BY 1, 2`;

/** Of which two values are the same exactly if JSON of them is. */
const PLAIN = [
  ...[
    'text',
    'uuid',
    'boolean',
    'smallint',
    'integer',
    'bigint',
    'numeric',
    'date',
    'jsonb',
    'bytea',
    'text[]',
    'uuid[]',
  ],
  ...['timestamp with time zone', 'timestamp without time zone'],
];

/**
 * Puts the audit's trigger on every table of the given schemas, with a function of the table's own that knows its columns; part of
 * `migrate up`, after all migrations. It notes changes of transactions that are audited, and costs others next to nothing. What is
 * as it should be is left alone.
 *
 * @param client the owner's
 */
export async function prepareAuditTriggers(client: Client, schemas: readonly string[]): Promise<void> {
  const { rows } = await client.query<AuditedTable>(TABLES, [schemas, `^(${LEFT_OUT.join('|')})$`, PLAIN]);
  for (const table of rows) {
    const { schema, name, keys, columns } = table;
    const ownFunction = `note_${schema}_${name}`;
    const wanted = ownFunction.length > LONGEST_NAME ? 'note_row' : ownFunction;
    const type = typeOf(name);
    const body = noteBody({ type, keys, columns });
    if (wanted === ownFunction && !(table.called === wanted && table.body === body)) {
      await client.query(
        `CREATE OR REPLACE FUNCTION audit."${wanted}"() RETURNS trigger LANGUAGE plpgsql AS ${escapeLiteral(body)}`,
      );
      await client.query(`REVOKE ALL ON FUNCTION audit."${wanted}"() FROM PUBLIC`);
    }
    if (table.called === wanted) continue;
    const words = [type, ...keys].map((word) => `'${word}'`).join(', ');
    await client.query(
      `CREATE OR REPLACE TRIGGER audit_changes AFTER INSERT OR UPDATE OR DELETE ON "${schema}"."${name}" FOR EACH ROW
         WHEN (current_setting('app.audit', true) = 'on') EXECUTE FUNCTION audit."${wanted}"(${words})`,
    );
  }
}
