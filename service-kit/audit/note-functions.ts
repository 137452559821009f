import { escapeIdentifier, escapeLiteral } from 'pg';

/*
 * The functions by which transactions are audited. They run in every mutation, so they are written to cost little: two statements for
 * the entry, one for a row that is new or gone, and else expressions, which PL/pgSQL evaluates by itself. `bench/audit-cost.ts`
 * measures them.
 */

/** Of functions that run as the owner. */
export const SAFE_PATH = 'SET search_path = pg_catalog, pg_temp';

/** A column as fields are called: `created_at` is `createdAt`. */
const NAME = `CASE WHEN strpos(key, '_') = 0 THEN key
        ELSE lower(left(key, 1)) || substr(replace(initcap(replace(key, '_', ' ')), ' ', ''), 2) END`;

/** What is called like a secret. */
const SECRET = `'password|secret|token|credential|hash|sealed|cipher|private|otp|recovery|signature|family_key'`;

/** A value as an audit shows it; most go as they are, which costs a third of asking `audit.hidden` about each. */
const shown = (value: string, key = 'key'): string => `
        CASE WHEN ${key} ~ ${SECRET} OR length(${value}::text) > 500 OR ${value}::text LIKE '"\\\\\\\\x%'
          THEN audit.hidden(${key}, ${value}) ELSE ${value} END`;

/**
 * A value without secrets. Names and shapes decide: what is called like a secret, and what is bytes. Longer texts are cut, and larger
 * values left out: an audit says what changed, it is no copy.
 */
const HIDDEN = `
  CREATE OR REPLACE FUNCTION audit.hidden(key text, value jsonb) RETURNS jsonb IMMUTABLE LANGUAGE plpgsql AS $$
  BEGIN
    RETURN CASE
      WHEN jsonb_typeof(value) = 'null' THEN value
      WHEN key ~ ${SECRET} OR value #>> '{}' ~ '^\\\\x[0-9a-f]{16,}$' THEN '"***"'::jsonb
      WHEN jsonb_typeof(value) = 'string' AND length(value #>> '{}') > 500 THEN to_jsonb(left(value #>> '{}', 500) || '…')
      WHEN jsonb_typeof(value) IN ('object', 'array') AND length(value::text) > 2000 THEN '"…"'::jsonb
      ELSE value
    END;
  END $$`;

/** What no reader of an audit asks for, and what changes with each change anyway. */
const NOISE = 'org_id updated_at search_text name_key percent note checkpoint runner lease_until'.split(' ');
const NOISE_LIST = `ARRAY[${NOISE.map((name) => `'${name}'`).join(', ')}]`;
/** Changes of one transaction that are kept; more are only said to be there. */
const MOST_TEXT = 12_000;
const MORE = `'{"more": true},'`;

/**
 * Begins a function that notes a row: what was noted before, unless that is enough already. Then `full` stands for `on`: triggers of later
 * statements do not run, and those of this one look at nothing that costs more the more was noted.
 */
const OPENING = `
    so_far text := coalesce(current_setting('app.audit_changes', true), '');
    before jsonb;
    after jsonb;
    id text;
    done text;`;
const FULL = `
    IF octet_length(so_far) > ${MOST_TEXT} THEN
      IF current_setting('app.audit', true) = 'on' THEN
        IF right(so_far, length(${MORE})) <> ${MORE} THEN
          done := set_config('app.audit_changes', so_far || ${MORE}, true);
        END IF;
        done := set_config('app.audit', 'full', true);
      END IF;
      RETURN NULL;
    END IF;`;

/** Type and id come from the trigger's arguments; columns are found in the row. */
const ANY_TABLE = `
    IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW); END IF;
    id := coalesce(after, before) ->> TG_ARGV[1];
    IF TG_NARGS > 2 THEN
      FOR place IN 2 .. TG_NARGS - 1 LOOP
        id := id || '/' || (coalesce(after, before) ->> TG_ARGV[place]);
      END LOOP;
    END IF;
    IF TG_OP = 'UPDATE' THEN
      SELECT jsonb_object_agg(name, was), jsonb_object_agg(name, now) INTO before, after FROM (
        SELECT ${NAME} AS name,${shown('value')} AS was,${shown('(after -> key)')} AS now
          FROM jsonb_each(before) WHERE value <> after -> key AND key <> ALL (${NOISE_LIST}) OFFSET 0) changed;
      IF before IS NULL THEN RETURN NULL; END IF;
    ELSE
      SELECT jsonb_object_agg(${NAME},${shown('value')}) INTO after
        FROM jsonb_each(coalesce(after, before)) WHERE key <> ALL (${NOISE_LIST});
      IF TG_OP = 'DELETE' THEN
        before := after;
        after := NULL;
      END IF;
    END IF;
    done := set_config('app.audit_changes', so_far || (CASE WHEN id IS NULL THEN jsonb_build_object('type', TG_ARGV[0])
      ELSE jsonb_build_object('type', TG_ARGV[0], 'id', id) END
      || jsonb_build_object('before', before, 'after', after))::text || ',', true);
    RETURN NULL;`;

/**
 * Notes a changed row in the transaction's own list: type and id, and what the row was and is. `audit.record` takes the list at the
 * end. A rolled back savepoint takes its notes back.
 */
const NOTE_ROW = `
  CREATE OR REPLACE FUNCTION audit.note_row() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE${OPENING}
  BEGIN${FULL}${ANY_TABLE}
  END $$`;

/** What a table's own function knows of it. */
export interface NotedTable {
  /** As entries call it: `Project`. */
  readonly type: string;
  /** The columns that are its rows' id. */
  readonly keys: readonly string[];
  readonly columns: readonly NotedColumn[];
}

interface NotedColumn {
  readonly name: string;
  /** As `regtype` writes it. */
  readonly type: string;
  /** Whether two values are the same exactly if JSON of them is: no collation or type of its own says otherwise. */
  readonly isPlain: boolean;
}

/**
 * The body of a table's own `audit.note_row`, which compares changed rows column by column: a third of what it costs to find columns in
 * any row. Inserted and deleted rows are noted as of any table; so is a change while a column is gone that was there when this was made.
 */
export function noteBody({ type, keys, columns }: NotedTable): string {
  const compared = columns.filter(({ name }) => !NOISE.includes(name)).map(compareColumn);
  const parts = keys.map((key) => keyText(key, columns));
  const id = parts.length === 0 ? '' : `, "id": ' || to_jsonb(${parts.join(` || '/' || `)})::text || '`;
  return `
  DECLARE${OPENING}
    changed_from text := '';
    changed_to text := '';
    cell jsonb;
  BEGIN${FULL}
    IF TG_OP = 'UPDATE' THEN
      BEGIN${compared.join('')}
        IF changed_to = '' THEN RETURN NULL; END IF;
        done := set_config('app.audit_changes', so_far || '{"type": ${JSON.stringify(type)}${id}, "before": {'
          || substr(changed_from, 3) || '}, "after": {' || substr(changed_to, 3) || '}},', true);
        RETURN NULL;
      EXCEPTION WHEN undefined_column OR undefined_function THEN
        NULL;
      END;
    END IF;${ANY_TABLE}
  END `;
}

function keyText(key: string, columns: readonly NotedColumn[]): string {
  const column = `NEW.${escapeIdentifier(key)}`;
  const type = columns.find(({ name }) => name === key)?.type;
  return type === 'uuid' || type === 'text' ? `${column}::text` : `(to_jsonb(${column}) #>> '{}')`;
}

const camelCase = (column: string): string =>
  column.replace(/_+([^_]*)/g, (_all, word: string) => word.charAt(0).toUpperCase() + word.slice(1));

/** Types of which no value is long, or bytes. */
const SHORT = /^(uuid|boolean|smallint|integer|bigint|numeric|date|timestamp.*)$/;
const isSecret = new RegExp(SECRET.slice(1, -1));

/** Notes a column if it has changed. PL/pgSQL prepares each expression anew in each transaction, so the usual way through has few and short ones. */
function compareColumn({ name, type, isPlain }: NotedColumn): string {
  const column = escapeIdentifier(name);
  const [was, is] = [`OLD.${column}`, `NEW.${column}`];
  const differ = isPlain
    ? `${is} IS DISTINCT FROM ${was}`
    : `to_jsonb(${is}) IS DISTINCT FROM to_jsonb(${was})`;
  const key = escapeLiteral(name);
  const field = escapeLiteral(`, ${JSON.stringify(camelCase(name))}: `);
  const add = (list: string, text: string) => `
          ${list} := ${list} || ${field} || ${text};`;
  const asIs = (value: string) => `coalesce(to_jsonb(${value})::text, 'null')`;
  const plainly = `${add('changed_from', asIs(was))}${add('changed_to', asIs(is))}`;
  const looked = [
    ['changed_from', was],
    ['changed_to', is],
  ]
    .map(
      ([list = '', value = '']) => `
          cell := coalesce(to_jsonb(${value}), 'null');${add(list, `(${shown('cell', key)})::text`)}`,
    )
    .join('');
  const isLooked = isSecret.test(name) || !(isPlain && (type === 'text' || SHORT.test(type)));
  const long = [was, is]
    .map((value) => `length(${value}) > 500 OR starts_with(${value}, '\\x')`)
    .join(' OR ');
  const note = isLooked
    ? looked
    : SHORT.test(type)
      ? plainly
      : `
          IF ${long} THEN${looked}
          ELSE${plainly}
          END IF;`;
  return `
        IF ${differ} THEN${note}
        END IF;`;
}

/** Of advisory locks on slots, whose second number is the slot's. */
const SLOT_LOCKS = 1_096_107_092;

const ARGUMENTS = `entry_id uuid, subgraph text, action text, outcome text, actor_kind text, actor_id text, ip text, request_id text, told jsonb`;

/**
 * Writes the entry of what the transaction has changed in its organisation, and of what is told besides; nothing if that is nothing. For the
 * end of a transaction: what was noted stays noted.
 *
 * A slot is taken by an advisory lock, which costs half of what a lock on its row does. The inner SELECT filters first: a lock is tried
 * on one slot after another of this organisation, until one is free.
 */
const RECORD_AT_END = `
  CREATE OR REPLACE PROCEDURE audit.record_at_end(${ARGUMENTS}) LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    org uuid := current_setting('app.org_id')::uuid;
    noted text := coalesce(current_setting('app.audit_changes', true), '');
    changes jsonb := told || ('[' || rtrim(noted, ',') || ']')::jsonb;
    free integer;
    number bigint;
    types text[];
    ids text[];
  BEGIN
    IF changes = '[]' THEN RETURN; END IF;
    UPDATE audit.heads h SET n = h.n + 1
     WHERE h.org_id = org AND h.slot = (
       SELECT s.slot FROM (SELECT o.slot FROM audit.heads o WHERE o.org_id = org ORDER BY o.slot OFFSET 0) s
        WHERE pg_try_advisory_xact_lock(${SLOT_LOCKS}, s.slot) LIMIT 1)
     RETURNING h.slot, h.n INTO free, number;
    IF NOT FOUND THEN
      free := (random() * 2e9)::integer;
      number := 1;
      INSERT INTO audit.heads (org_id, slot, n) VALUES (org, free, 1);
    END IF;
    IF jsonb_array_length(changes) = 1 THEN
      types := array_remove(ARRAY[changes -> 0 ->> 'type'], NULL);
      ids := array_remove(ARRAY[changes -> 0 ->> 'id'], NULL);
    ELSE
      SELECT coalesce(array_agg(DISTINCT c ->> 'type') FILTER (WHERE c ? 'type'), '{}'),
             coalesce(array_agg(DISTINCT c ->> 'id') FILTER (WHERE c ? 'id'), '{}') INTO types, ids
        FROM jsonb_array_elements(changes) c;
    END IF;
    INSERT INTO audit.entries (org_id, id, slot, n, subgraph, actor_kind, actor_id, action, outcome, object_types, object_ids,
        changes, ip, request_id)
      VALUES (org, entry_id, free, number, subgraph, actor_kind, actor_id, action, outcome, types, ids, changes, ip, request_id);
  END $$`;

/** The same before a transaction's end. @returns whether there was anything to tell */
const RECORD = `
  CREATE OR REPLACE FUNCTION audit.record(${ARGUMENTS}) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    done text;
  BEGIN
    IF told = '[]' AND coalesce(current_setting('app.audit_changes', true), '') = '' THEN RETURN false; END IF;
    CALL audit.record_at_end(entry_id, subgraph, action, outcome, actor_kind, actor_id, ip, request_id, told);
    done := set_config('app.audit_changes', '', true);
    IF current_setting('app.audit', true) = 'full' THEN done := set_config('app.audit', 'on', true); END IF;
    RETURN true;
  END $$`;

/** In the order in which they are made. */
export const NOTE_FUNCTIONS: readonly string[] = [HIDDEN, NOTE_ROW, RECORD_AT_END, RECORD];
