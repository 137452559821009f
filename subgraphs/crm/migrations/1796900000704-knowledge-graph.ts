import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  grantTo,
  makeSearchable,
  protectByOrganization,
  stopSearching,
} from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_crm';

const NODES = `
  CREATE TABLE crm.knowledge_nodes (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    entity_id uuid,
    label text NOT NULL,
    search_text text NOT NULL,
    generation uuid NOT NULL,
    PRIMARY KEY (org_id, id)
  )`;

/** Each relation stands there twice, once from each end: so what hangs on a node is one range of an index. */
const RELATIONS = `
  CREATE TABLE crm.knowledge_relations (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    to_kind text NOT NULL,
    kind text NOT NULL,
    is_forward boolean NOT NULL,
    detail text,
    area text NOT NULL,
    generation uuid NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, from_id) REFERENCES crm.knowledge_nodes (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, to_id) REFERENCES crm.knowledge_nodes (org_id, id) ON DELETE CASCADE
  )`;

const SOURCES = `
  CREATE TABLE crm.knowledge_sources (
    org_id uuid NOT NULL,
    area text NOT NULL,
    extracted_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, area)
  )`;

const ID = `
  CREATE FUNCTION crm.knowledge_id(org uuid, kind text, key text) RETURNS uuid
  LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN md5(org::text || kind || ' ' || key)::uuid`;

const VALUES = `('PHONE', 'EMAIL', 'ADDRESS')`;

/** Takes nodes away, and the numbers and addresses that nothing else has. A later migration puts it back when it is undone. */
export const FORGET = `
  CREATE FUNCTION crm.forget_knowledge(org uuid, nodes uuid[]) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    touched uuid[] := ARRAY(SELECT DISTINCT r.to_id FROM crm.knowledge_relations r
                             WHERE r.org_id = org AND r.from_id = ANY (nodes) AND r.to_kind IN ${VALUES});
  BEGIN
    DELETE FROM crm.knowledge_nodes WHERE org_id = org AND id = ANY (nodes);
    DELETE FROM crm.knowledge_nodes v WHERE v.org_id = org AND v.id = ANY (touched)
       AND NOT EXISTS (SELECT FROM crm.knowledge_relations r WHERE r.org_id = org AND r.from_id = v.id);
  END $$`;

/** What is deleted leaves the graph at once … */
const FOLLOW_DELETED = `
  CREATE FUNCTION crm.follow_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    one record;
  BEGIN
    FOR one IN SELECT org_id AS org, array_agg(crm.knowledge_id(org_id, TG_ARGV[0], id::text)) AS nodes FROM gone GROUP BY org_id LOOP
      PERFORM crm.forget_knowledge(one.org, one.nodes);
    END LOOP;
    RETURN NULL;
  END $$`;

/** … and what is renamed is found by its new name. */
const FOLLOW_CHANGED = `
  CREATE FUNCTION crm.follow_changed() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    node uuid := crm.knowledge_id(OLD.org_id, TG_ARGV[0], OLD.id::text);
  BEGIN
    IF NEW.is_deleted THEN
      PERFORM crm.forget_knowledge(OLD.org_id, ARRAY[node]);
    ELSE
      UPDATE crm.knowledge_nodes SET label = left(NEW.name, 300), search_text = left(lower(NEW.name), 300)
       WHERE org_id = OLD.org_id AND id = node;
    END IF;
    RETURN NULL;
  END $$`;

const FOLLOWED = {
  contacts: 'PERSON',
  companies: 'COMPANY',
  leads: 'LEAD',
  catalog_elements: 'PRODUCT',
  crm_users: 'CRM_USER',
};

/** People, companies, leads, numbers, addresses and goods, and how they hang together (docs/knowledge-graph.md). */
export class KnowledgeGraph1796900000704 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [NODES, RELATIONS, SOURCES, ID, FORGET, FOLLOW_DELETED, FOLLOW_CHANGED])
      await runner.query(sql);
    await runner.query(
      'CREATE INDEX knowledge_nodes_by_entity ON crm.knowledge_nodes (org_id, entity_id) WHERE entity_id IS NOT NULL',
    );
    await runner.query('CREATE INDEX knowledge_nodes_by_kind ON crm.knowledge_nodes (org_id, kind, id)');
    await runner.query('CREATE INDEX ON crm.knowledge_relations (org_id, from_id, id)');
    await runner.query('CREATE INDEX ON crm.knowledge_relations (org_id, to_id)');
    for (const table of ['knowledge_nodes', 'knowledge_relations', 'knowledge_sources']) {
      await protectByOrganization(runner, `crm.${table}`);
      await grantTo(runner, ROLE, `SELECT, INSERT, UPDATE, DELETE ON crm.${table}`);
    }
    await makeSearchable(runner, {
      table: 'crm.knowledge_nodes',
      columns: ['org_id uuid NOT NULL', 'id uuid NOT NULL', 'search_text text NOT NULL'],
      key: 'org_id, id',
      visible: `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`,
      text: 'search_text',
      prefix: 'org_id',
      hasOther: true,
      role: ROLE,
    });
    for (const [table, kind] of Object.entries(FOLLOWED)) {
      await runner.query(
        `CREATE TRIGGER follow_deleted AFTER DELETE ON crm.${table} REFERENCING OLD TABLE AS gone
           FOR EACH STATEMENT EXECUTE FUNCTION crm.follow_deleted('${kind}')`,
      );
      await runner.query(
        `CREATE TRIGGER follow_changed AFTER UPDATE ON crm.${table} FOR EACH ROW
           WHEN (NEW.is_deleted AND NOT OLD.is_deleted OR NEW.name IS DISTINCT FROM OLD.name)
           EXECUTE FUNCTION crm.follow_changed('${kind}')`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(FOLLOWED)) {
      await runner.query(`DROP TRIGGER follow_deleted ON crm.${table}`);
      await runner.query(`DROP TRIGGER follow_changed ON crm.${table}`);
    }
    await stopSearching(runner, 'crm.knowledge_nodes');
    await runner.query('DROP TABLE crm.knowledge_relations, crm.knowledge_nodes, crm.knowledge_sources');
    await runner.query(
      'DROP FUNCTION crm.follow_deleted(), crm.follow_changed(), crm.forget_knowledge(uuid, uuid[]), crm.knowledge_id(uuid, text, text)',
    );
  }
}
