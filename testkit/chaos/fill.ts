import { newId } from '../../service-kit/data/ids';
import type { SmallWorld } from './one-process';

/*
 * Fills big tables from one row that is there already: each new row is that one, but for the columns that have to differ. Triggers
 * and references are off meanwhile, and indexes are built afterwards, as a restore does it.
 */

interface Filling {
  /** With its schema. */
  table: string;
  /** The row to take after, as SQL. */
  sample: string;
  /** What differs, as SQL over `g`, the number of the row, and `org`. */
  columns: Record<string, string>;
}

const DAY = `now() - g % 700 * interval '1 day' - g * interval '1 millisecond'`;
const ID = (kind: number) => `('00000000-0000-7${kind}00-8000-' || lpad(to_hex(g), 12, '0'))::uuid`;
/** Positions of an estimate. */
const PER_ESTIMATE = 50;

function fillings(connectionId: string, rows: number): (Filling & { rows: number })[] {
  const card = {
    id: ID(1),
    kommo_id: 'g + 100',
    name: `'Заявка ' || md5(g::text)`,
    created_at: DAY,
    updated_at: DAY,
    responsible_kommo_id: 'g % 500',
  };
  const estimates = Math.ceil(rows / PER_ESTIMATE);
  return [
    {
      rows: estimates,
      table: 'estimates.estimates',
      sample: 'SELECT * FROM estimates.estimates LIMIT 1',
      columns: {
        ...{ id: ID(3), title: `'Смета ' || md5(g::text)`, lead_id: ID(1) },
        ...{
          created_at: DAY,
          updated_at: DAY,
          net: 'g % 100000',
          tax: '0',
          total: 'g % 100000',
          payable: 'g % 100000',
        },
      },
    },
    {
      rows,
      table: 'crm.leads',
      sample: `SELECT * FROM crm.leads WHERE connection_id = '${connectionId}' LIMIT 1`,
      columns: { ...card, price: 'g % 100000', pipeline_kommo_id: 'g % 7', stage_kommo_id: 'g % 50' },
    },
    {
      rows,
      table: 'crm.contacts',
      sample: `SELECT * FROM crm.contacts WHERE connection_id = '${connectionId}' LIMIT 1`,
      columns: { ...card, phones: `jsonb_build_array('+44 20 ' || g)`, first_name: 'md5(g::text)' },
    },
    {
      rows,
      table: 'estimates.positions',
      sample: 'SELECT * FROM estimates.positions LIMIT 1',
      columns: {
        id: ID(4),
        estimate_id: ID(3).replace('to_hex(g)', `to_hex(g % ${estimates})`),
        rank: 'g',
        origin_id: ID(7),
        created_at: DAY,
        updated_at: DAY,
      },
    },
    {
      rows,
      table: 'audit.entries',
      sample: 'SELECT * FROM audit.entries LIMIT 1',
      columns: {
        id: ID(5),
        slot: '100',
        n: 'g',
        at: DAY,
        object_ids: `ARRAY[g::text]`,
        actor_id: '(g % 300)::text',
      },
    },
    {
      rows,
      table: 'crm.inbox',
      sample: `SELECT (jsonb_populate_record(NULL::crm.inbox, '{"consumer": "crm.chaos", "type": "chaos", "payload": {}, "attempts": 0}')).*`,
      columns: {
        event_id: ID(6),
        position: 'g',
        object: 'g::text',
        emitted_at: DAY,
        next_at: DAY,
        done_at: DAY,
      },
    },
  ];
}

/** @returns the names of the big tables */
export async function fillTables(
  world: SmallWorld,
  rows: number,
  orgId: string,
  estimateId: string,
): Promise<Set<string>> {
  const [connection] = await world.sql<{ id: string }>('SELECT id FROM crm.connections WHERE org_id = $1', [
    orgId,
  ]);
  if (!connection) throw new Error('There is no connection.');
  await world.sql(
    `INSERT INTO crm.contacts (org_id, id, connection_id, kommo_id, name, created_at, updated_at, first_name, last_name) VALUES ($1, $2, $3, 1, 'A', now(), now(), '', '')`,
    [orgId, newId(), connection.id],
  );
  // Others are an org_id and no more: a fifth of all rows are ours.
  const others = Array.from({ length: 200 }, newId);
  const orgs = `ARRAY[${others.map((id) => `'${id}'`).join(',')}]::uuid[]`;
  const big = new Set<string>();
  for (const filling of fillings(connection.id, rows)) {
    const begun = performance.now();
    await fillOne(
      world,
      filling,
      `CASE g % 5 WHEN 0 THEN '${orgId}'::uuid ELSE (${orgs})[1 + g / 5 % 200] END`,
    );
    big.add(filling.table.split('.')[1] ?? '');
    console.log(
      `${filling.table}: ${filling.rows} rows in ${Math.round((performance.now() - begun) / 1000)} s`,
    );
  }
  await world.sql(`UPDATE estimates.positions SET estimate_id = $1 WHERE org_id = $2 AND rank < 500`, [
    estimateId,
    orgId,
  ]);
  await world.sql('VACUUM ANALYZE');
  return big;
}

async function fillOne(
  world: SmallWorld,
  { table, sample, columns, rows }: Filling & { rows: number },
  org: string,
): Promise<void> {
  const names = await world.sql<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  const indexes = await world.sql<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
      WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
    [table],
  );
  const values = names.map(({ name }) =>
    name === 'org_id' ? org : (columns[name.replaceAll('"', '')] ?? `s.${name}`),
  );
  await world.sql(
    `BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL auto_explain.log_min_duration = -1;
     ${indexes.map(({ name }) => `DROP INDEX ${name};`).join(' ')}
     INSERT INTO ${table} (${names.map(({ name }) => name).join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${values.join(', ')} FROM (${sample}) s, generate_series(1, ${rows}) g;
     ${indexes.map(({ definition }) => `${definition};`).join(' ')} COMMIT`,
  );
}
