import { Client } from 'pg';
import { planDistribution } from '../main/distribution';

/*
 * Whether statements could be sent to the one server that has an organisation's rows (docs/scaling.md): each scan of a table that would be
 * distributed has a condition on `org_id` of its own. Row-level security does not count: PostgreSQL is asked for the plan as a role that it
 * does not bind. What functions do inside is not seen.
 */

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Schema?: string;
  Plans?: PlanNode[];
  [detail: string]: unknown;
}

const CONDITIONS = ['Index Cond', 'Recheck Cond', 'Filter'];
const BOUND = /\borg_id\b\)? =|= \(?(\w+\.)?\borg_id\b|\borg_id\b = ANY/;

/**
 * @param url of the database, for a role that row-level security does not bind
 * @returns the statements that look at rows of several organisations, with the tables they do so in
 */
export async function acrossOrganizations(url: string, statements: Iterable<string>): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { distributed } = await planDistribution(client);
    const { rows: parts } = await client.query<{ name: string }>(
      'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent::regclass::text = ANY ($1)',
      [distributed],
    );
    const tables = new Set([...distributed, ...parts.map(({ name }) => name)]);
    const found: string[] = [];
    for (const sql of statements) {
      if (!/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(sql)) continue;
      const open = unbound(await planOf(client, sql), tables);
      if (open.length > 0)
        found.push(`${[...new Set(open)].join(', ')}: ${sql.replace(/\s+/g, ' ').slice(0, 300)}`);
    }
    return found.toSorted();
  } finally {
    await client.end();
  }
}

async function planOf(client: Client, sql: string): Promise<PlanNode> {
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ${sql}`,
    );
    return rows[0]?.['QUERY PLAN'][0]?.Plan ?? { 'Node Type': 'none' };
  } catch (error) {
    throw new Error(`No plan: ${sql}`, { cause: error });
  } finally {
    await client.query('ROLLBACK');
  }
}

function unbound(node: PlanNode, tables: ReadonlySet<string>): string[] {
  const table = `${node.Schema ?? ''}.${node['Relation Name'] ?? ''}`;
  const isScan = /Scan$/.test(node['Node Type']) && tables.has(table);
  const inner = node.Plans ?? [];
  // A bitmap heap scan may have its condition in the index scans below.
  const own = [node, ...(node['Node Type'] === 'Bitmap Heap Scan' ? flat(inner) : [])];
  const isBound = own.some((one) => CONDITIONS.some((name) => BOUND.test(String(one[name] ?? ''))));
  return [...(isScan && !isBound ? [table] : []), ...inner.flatMap((one) => unbound(one, tables))];
}

const flat = (nodes: readonly PlanNode[]): PlanNode[] =>
  nodes.flatMap((node) => [node, ...flat(node.Plans ?? [])]);
