import type { EntityManager } from 'typeorm';

/*
 * How the graph is written. An id follows from what a thing is, so what is found again is the same node, and writing twice comes to the same.
 * Each generation marks what it finds; what bears an older mark when it is over is not there any more. Generations are UUIDv7 and so in order:
 * an older one that is tried again by hand goes on from its place, leaves what a newer one has found, and takes no mark of it away.
 */

/** Who writes, and for which generation. */
export interface Writing {
  readonly db: EntityManager;
  readonly orgId: string;
  readonly generation: string;
}

/** Rows to write, as SQL. `$1` is the organisation, `$2` the generation; its own values follow. */
export interface Rows {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * Puts nodes. Of several spellings that one generation finds the least is shown, so that the order in which they are found does not matter.
 *
 * @param rows of `(kind, key, entity_id, label, search_text)`
 */
export async function putNodes({ db, orgId, generation }: Writing, { sql, values }: Rows): Promise<void> {
  await db.query(
    `INSERT INTO crm.knowledge_nodes AS known (org_id, id, kind, entity_id, label, search_text, generation)
     SELECT DISTINCT ON (id) $1::uuid, found.* FROM (
       SELECT crm.knowledge_id($1::uuid, kind, key) AS id, kind, entity_id, label, search_text, $2::uuid FROM (${sql}) rows
     ) found ORDER BY id, label
     ON CONFLICT (org_id, id) DO UPDATE SET entity_id = excluded.entity_id, generation = greatest(known.generation, excluded.generation),
       label = CASE WHEN known.generation >= excluded.generation THEN least(known.label, excluded.label) ELSE excluded.label END,
       search_text = CASE WHEN known.generation >= excluded.generation AND known.label <= excluded.label
                          THEN known.search_text ELSE excluded.search_text END`,
    [orgId, generation, ...values],
  );
}

const NODE = (id: string): string =>
  `SELECT n.id, n.kind FROM crm.knowledge_nodes n WHERE n.org_id = $1 AND n.id = ${id} OFFSET 0`;

/**
 * Puts relations between nodes that are there, from both ends.
 *
 * @param rows of `(from_kind, from_key, to_kind, to_key, kind, detail)`
 */
export async function putRelations(
  { db, orgId, generation }: Writing,
  area: 'CRM' | 'ESTIMATES',
  { sql, values }: Rows,
): Promise<void> {
  const place = values.length + 3;
  await db.query(
    // The rows once, then each node by its key: a planner that knows nothing of a growing table yet would read rows again for each node.
    `WITH one AS MATERIALIZED (
       SELECT crm.knowledge_id($1::uuid, from_kind, from_key) AS a, crm.knowledge_id($1::uuid, to_kind, to_key) AS b, kind, detail
         FROM (${sql}) rows
     )
     INSERT INTO crm.knowledge_relations AS known (org_id, id, from_id, to_id, to_kind, kind, is_forward, detail, area, generation)
     SELECT DISTINCT ON (id) $1::uuid, md5(end_.from_id::text || one.kind || end_.to_id::text || end_.is_forward::text)::uuid AS id,
            end_.from_id, end_.to_id, end_.to_kind, one.kind, end_.is_forward, one.detail, $${place}, $2::uuid
       FROM one, LATERAL (${NODE('one.a')}) a, LATERAL (${NODE('one.b')}) b,
            LATERAL (VALUES (a.id, b.id, b.kind, true), (b.id, a.id, a.kind, false)) AS end_ (from_id, to_id, to_kind, is_forward)
      ORDER BY id, one.detail
     ON CONFLICT (org_id, id) DO UPDATE SET generation = greatest(known.generation, excluded.generation), detail = excluded.detail, area = excluded.area`,
    [orgId, generation, ...values, area],
  );
}

const SWEPT_AT_ONCE = 5_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Goes on through a table from an id. What may be over is held first, and looked at again then: somebody may have been giving a number to a
 * card meanwhile.
 *
 * @returns where to go on; null at its end
 */
async function sweep(
  { db, orgId }: Writing,
  table: string,
  after: string | null,
  isOver: string,
  values: readonly unknown[],
): Promise<string | null> {
  const [found] = await db.query<[{ last: string | null; count: number; held: string[] }]>(
    `WITH slice AS MATERIALIZED (
       SELECT one.id FROM crm.${table} one WHERE one.org_id = $1 AND one.id > $2 ORDER BY one.id LIMIT ${SWEPT_AT_ONCE}
     ), held AS (
       SELECT one.id FROM crm.${table} one JOIN slice ON slice.id = one.id WHERE one.org_id = $1 AND (${isOver}) ORDER BY one.id FOR UPDATE OF one
     )
     SELECT max(id::text) AS last, count(*)::int AS count, ARRAY(SELECT id FROM held) AS held FROM slice`,
    [orgId, after ?? FIRST, ...values],
  );
  if (found.held.length > 0) {
    await db.query(
      `DELETE FROM crm.${table} one WHERE one.org_id = $1 AND one.id = ANY ($2::uuid[]) AND (${isOver})`,
      [orgId, found.held, ...values],
    );
  }
  return found.count < SWEPT_AT_ONCE ? null : found.last;
}

/** Takes away relations that a generation has not found again. */
export const sweepRelations = (
  writing: Writing,
  area: string,
  after: string | null,
): Promise<string | null> =>
  sweep(writing, 'knowledge_relations', after, 'one.area = $3 AND one.generation < $4', [
    area,
    writing.generation,
  ]);

/** Which table a card's node is of; a card that was deleted while it was read leaves no node. */
const CARDS = {
  PERSON: 'contacts',
  COMPANY: 'companies',
  LEAD: 'leads',
  PRODUCT: 'catalog_elements',
  CRM_USER: 'crm_users',
};

const GONE_CARD = Object.entries(CARDS)
  .map(
    ([kind, table]) =>
      `one.kind = '${kind}' AND NOT EXISTS (SELECT FROM crm.${table} card
         WHERE card.org_id = $1 AND card.id = one.entity_id AND NOT card.is_deleted)`,
  )
  .join(' OR ');

const ALONE = `one.kind IN ('PHONE', 'EMAIL', 'ADDRESS') AND NOT EXISTS (
  SELECT FROM crm.knowledge_relations r WHERE r.org_id = $1 AND r.from_id = one.id)`;

/** Takes away nodes of these kinds that a generation has not found again, and nodes of cards that are gone; after the relations. */
export const sweepNodes = (
  writing: Writing,
  kinds: readonly string[],
  after: string | null,
): Promise<string | null> =>
  sweep(
    writing,
    'knowledge_nodes',
    after,
    `one.kind = ANY ($3::text[]) AND one.generation < $4 OR ${GONE_CARD}`,
    [kinds, writing.generation],
  );

/** Takes away numbers and addresses that nothing has; after the nodes that had them. */
export const sweepValues = (writing: Writing, after: string | null): Promise<string | null> =>
  sweep(writing, 'knowledge_nodes', after, ALONE, []);

/** Notes that an area was read. */
export const noteExtracted = ({ db, orgId }: Pick<Writing, 'db' | 'orgId'>, area: string): Promise<unknown> =>
  db.query(
    `INSERT INTO crm.knowledge_sources (org_id, area, extracted_at) VALUES ($1, $2, clock_timestamp())
     ON CONFLICT (org_id, area) DO UPDATE SET extracted_at = excluded.extracted_at`,
    [orgId, area],
  );
