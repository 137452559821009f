import type { Client } from 'pg';
import { APP_ROLES } from './database-roles';

/*
 * How the rows of one database would be spread over several PostgreSQL servers by Citus: the tables of an organisation by `org_id`, each
 * organisation's together. Made from the catalogue of the migrated database, so it knows every table, and what stands in the way of each.
 */

/** Identity's rows are people's, who may be in several organisations: it stays on the coordinator. */
const STAYS = APP_ROLES.identity.schema;
const QUEUES = APP_ROLES.jobs.schema;
const SCHEMAS: readonly string[] = [
  ...Object.values(APP_ROLES)
    .map(({ schema }) => schema)
    .filter((schema) => schema !== STAYS && schema !== QUEUES),
  'jobs',
  'changes',
  'audit',
];

/** What Citus refuses or ignores, by its documentation (12): none of it was tried. */
interface Obstacle {
  readonly table: string;
  readonly what: string;
}

export interface Distribution {
  /** Tables by `org_id`, in an order in which what is referred to comes first. */
  readonly distributed: readonly string[];
  /** Tables without one that distributed tables refer to: whole on every server. */
  readonly reference: readonly string[];
  /** The others of these schemas, on the coordinator. */
  readonly local: readonly string[];
  readonly obstacles: readonly Obstacle[];
}

interface Relation {
  readonly name: string;
  readonly scoped: boolean;
  /** Of declarative partitions only the whole is distributed. */
  readonly partition: boolean;
}
interface ForeignKey {
  readonly source: string;
  readonly target: string;
  readonly name: string;
  /** Whether it says that both are of one organisation. */
  readonly within: boolean;
}

const TABLES = `
  SELECT c.oid::regclass::text AS name, c.relispartition AS partition,
         EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped) AS scoped
    FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text = ANY ($1) ORDER BY 1`;
const FOREIGN_KEYS = `
  SELECT k.conrelid::regclass::text AS source, k.confrelid::regclass::text AS target, k.conname AS name,
         EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS pair (mine, theirs)
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.mine AND a.attname = 'org_id'
                   JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.theirs AND b.attname = 'org_id') AS within
    FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid::regclass::text = ANY ($1) AND k.conparentid = 0 ORDER BY 1, 3`;
const OBSTACLES = `
  SELECT i.indrelid::regclass::text AS table, 'the unique key ' || i.indexrelid::regclass || ' does not hold org_id' AS what
    FROM pg_index i WHERE i.indisunique AND i.indrelid::regclass::text = ANY ($1) AND NOT EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND a.attname = 'org_id')
  UNION ALL
  SELECT h.inhrelid::regclass::text, 'it inherits from ' || h.inhparent::regclass FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
   WHERE NOT c.relispartition AND h.inhrelid::regclass::text = ANY ($1)
  UNION ALL
  SELECT t.tgrelid::regclass::text, 'triggers with transition tables: ' || string_agg(t.tgname, ', ' ORDER BY t.tgname)
    FROM pg_trigger t WHERE NOT t.tgisinternal AND (t.tgoldtable IS NOT NULL OR t.tgnewtable IS NOT NULL)
     AND t.tgrelid::regclass::text = ANY ($1) GROUP BY t.tgrelid
  UNION ALL
  SELECT t.tgrelid::regclass::text, 'triggers, which want citus.enable_unsafe_triggers: ' || string_agg(t.tgname, ', ' ORDER BY t.tgname)
    FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgoldtable IS NULL AND t.tgnewtable IS NULL
     AND t.tgrelid::regclass::text = ANY ($1) GROUP BY t.tgrelid
  ORDER BY 1, 2`;

/** Works out where each table goes, and what stands in the way. @param client the owner's */
export async function planDistribution(client: Client): Promise<Distribution> {
  const all = (await client.query<Relation>(TABLES, [SCHEMAS])).rows.filter(({ partition }) => !partition);
  const scoped = all.filter((table) => table.scoped).map(({ name }) => name);
  const unscoped = all.filter((table) => !table.scoped).map(({ name }) => name);
  const keys = (await client.query<ForeignKey>(FOREIGN_KEYS, [scoped])).rows;
  const referred = new Set(keys.map(({ target }) => target));
  const found = (await client.query<Obstacle>(OBSTACLES, [scoped])).rows;
  const across = keys
    .filter(({ target, within }) => !within && scoped.includes(target))
    .map(({ source, target, name }) => ({
      table: source,
      what: `${name} refers to ${target} without org_id`,
    }));
  const isReference = (name: string): boolean => referred.has(name);
  return {
    distributed: referredFirst(scoped, keys),
    reference: unscoped.filter(isReference),
    local: unscoped.filter((name) => !isReference(name)),
    obstacles: [...across, ...found],
  };
}

/** @throws Error when tables refer to one another in a circle */
function referredFirst(tables: readonly string[], keys: readonly ForeignKey[]): string[] {
  const left = new Set(tables);
  const order: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter((table) =>
      keys.every(({ source, target }) => source !== table || target === table || !left.has(target)),
    );
    if (free.length === 0) throw new Error(`These tables refer to one another: ${[...left].join(', ')}.`);
    for (const table of free) left.delete(table);
    order.push(...free);
  }
  return order;
}

/** Without it psql would tell of a failure, and go on. */
const STOPS = '\\set ON_ERROR_STOP on';

/** The plan as a script for psql on a coordinator; what stands in the way is told in it, and it goes no further while there is something. */
export function distributionScript({ distributed, reference, local, obstacles }: Distribution): string {
  const [first] = distributed;
  const lines = distributed.map((table) =>
    table === first
      ? `SELECT create_distributed_table('${table}', 'org_id');`
      : `SELECT create_distributed_table('${table}', 'org_id', colocate_with => '${first}');`,
  );
  return [
    '-- Rows of each organisation on one server of several, by Citus (docs/scaling.md). Never tried: no Citus was at hand.',
    STOPS,
    ...(obstacles.length > 0 ? ['', '-- These stand in the way:'] : []),
    ...obstacles.map(({ table, what }) => `--   ${table}: ${what}`),
    ...(obstacles.length > 0
      ? [`DO $$ BEGIN RAISE EXCEPTION '${obstacles.length} things stand in the way, see above'; END $$;`]
      : []),
    '',
    'CREATE EXTENSION IF NOT EXISTS citus;',
    'BEGIN;',
    ...reference.map((table) => `SELECT create_reference_table('${table}');`),
    ...lines,
    'COMMIT;',
    '',
    `-- On the coordinator: all of ${STAYS} and ${QUEUES}${local.map((name) => `, ${name}`).join('')}`,
    '',
  ].join('\n');
}
