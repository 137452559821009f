import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const OF_CONNECTION = `
  FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE`;

const TABLES: Record<string, string> = {
  rules: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    trigger text NOT NULL,
    pipeline_kommo_id bigint,
    stage_kommo_id bigint,
    actions jsonb NOT NULL,
    is_active boolean NOT NULL,
    active_since timestamptz(3) NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),${OF_CONNECTION}`,
  rule_runs: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    estimate_id uuid,
    facts jsonb NOT NULL,
    state text NOT NULL,
    steps jsonb NOT NULL DEFAULT '[]',
    write_ids jsonb NOT NULL DEFAULT '{}',
    error_code text,
    error_message text,
    error_at timestamptz(3),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    finished_at timestamptz(3),
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, rule_id) REFERENCES crm.rules (org_id, id) ON DELETE CASCADE,${OF_CONNECTION}`,
  rule_echoes: `
    org_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    lead_kommo_id bigint NOT NULL,
    pipeline_kommo_id bigint NOT NULL,
    stage_kommo_id bigint NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, connection_id, lead_kommo_id, pipeline_kommo_id, stage_kommo_id),${OF_CONNECTION}`,
};

/**
 * Rules between leads and estimates, what each did, and stages that rules have set themselves. A lead that comes to a stage some
 * rule waits for is told by the transaction that stores it, whoever stores it; what was so before the rule was made is no news.
 */
export class Rules1796600000142 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(TABLES)) {
      await runner.query(`CREATE TABLE crm.${name} (${columns})`);
      await protectByOrganization(runner, `crm.${name}`);
      await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, UPDATE, DELETE ON crm.${name}`);
    }
    for (const name of ['rules', 'rule_runs']) await noteChanges(runner, `crm.${name}`);
    await runner.query('CREATE INDEX ON crm.rules (org_id, connection_id, trigger) WHERE is_active');
    await runner.query('CREATE INDEX ON crm.rule_runs (org_id, created_at, id)');
    await runner.query('CREATE INDEX ON crm.rule_runs (org_id, rule_id, lead_id)');
    await runner.query(`CREATE FUNCTION crm.note_stage() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER AS $$
      BEGIN
        INSERT INTO crm.outbox (org_id, id, type, object, payload, is_local)
        SELECT NEW.org_id, gen_random_uuid(), 'crm.lead-entered-stage', 'lead:' || NEW.id, jsonb_build_object(
                 'leadId', NEW.id, 'connectionId', NEW.connection_id, 'leadKommoId', NEW.kommo_id::text,
                 'pipelineKommoId', NEW.pipeline_kommo_id::text, 'stageKommoId', NEW.stage_kommo_id::text), true
         WHERE NOT NEW.is_deleted AND EXISTS (
           SELECT 1 FROM crm.rules r
            WHERE r.org_id = NEW.org_id AND r.connection_id = NEW.connection_id AND r.is_active
              AND r.trigger = 'LEAD_ENTERS_STAGE' AND r.pipeline_kommo_id = NEW.pipeline_kommo_id
              AND r.stage_kommo_id = NEW.stage_kommo_id
              AND r.active_since <= CASE TG_OP WHEN 'INSERT' THEN NEW.created_at ELSE NEW.updated_at END);
        RETURN NULL;
      END $$`);
    await runner.query(`CREATE TRIGGER note_new_stage AFTER INSERT ON crm.leads
      FOR EACH ROW WHEN (NEW.stage_kommo_id IS NOT NULL) EXECUTE FUNCTION crm.note_stage()`);
    await runner.query(`CREATE TRIGGER note_stage AFTER UPDATE OF stage_kommo_id, pipeline_kommo_id ON crm.leads
      FOR EACH ROW WHEN ((OLD.stage_kommo_id, OLD.pipeline_kommo_id) IS DISTINCT FROM (NEW.stage_kommo_id, NEW.pipeline_kommo_id))
      EXECUTE FUNCTION crm.note_stage()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER note_stage ON crm.leads');
    await runner.query('DROP TRIGGER note_new_stage ON crm.leads');
    await runner.query('DROP FUNCTION crm.note_stage()');
    await runner.query('DROP TABLE crm.rule_echoes, crm.rule_runs, crm.rules');
  }
}
