import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FORGET } from './1796900000704-knowledge-graph';

/**
 * Holds what it takes away, in the order in which an extraction writes it, before it looks at what hangs on it: a number that was given to another
 * card at the same moment stays, and one that was given to this card goes.
 */
const IN_TURN = `
  CREATE OR REPLACE FUNCTION crm.forget_knowledge(org uuid, nodes uuid[]) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    touched uuid[];
  BEGIN
    PERFORM FROM crm.knowledge_nodes n WHERE n.org_id = org AND n.id = ANY (nodes) ORDER BY n.id FOR UPDATE;
    touched := ARRAY(SELECT DISTINCT r.to_id FROM crm.knowledge_relations r
                      WHERE r.org_id = org AND r.from_id = ANY (nodes) AND r.to_kind IN ('PHONE', 'EMAIL', 'ADDRESS'));
    DELETE FROM crm.knowledge_nodes WHERE org_id = org AND id = ANY (nodes);
    PERFORM FROM crm.knowledge_nodes v WHERE v.org_id = org AND v.id = ANY (touched) ORDER BY v.id FOR UPDATE;
    DELETE FROM crm.knowledge_nodes v WHERE v.org_id = org AND v.id = ANY (touched)
       AND NOT EXISTS (SELECT FROM crm.knowledge_relations r WHERE r.org_id = org AND r.from_id = v.id);
  END $$`;

/** Whoever deletes cards while the knowledge graph is made takes no number of others along, and leaves none behind. */
export class ForgetInTurn1796900000706 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IN_TURN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(FORGET.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
  }
}
