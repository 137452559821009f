import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The one place in SQL that says which states may still change. */
const IS_EDITABLE = `
  CREATE FUNCTION estimates.is_editable(status text) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS $$ SELECT status = 'DRAFT' $$`;

/** An estimate that was sent keeps everything but where it stands, and never becomes a draft again. */
const KEEP_ESTIMATE = `
  CREATE FUNCTION estimates.keep_sent_estimate() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    free constant text[] := ARRAY['status', 'decided_at', 'decided_by', 'decision_reason', 'version', 'updated_at'];
  BEGIN
    IF estimates.is_editable(OLD.status) THEN
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR estimates.is_editable(NEW.status)
       OR (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN
      RAISE EXCEPTION 'estimate % was sent: its content is kept', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END $$`;

/**
 * Sections and positions change only while their estimate may. Once per statement, whatever its size; the share lock
 * makes it wait for a sending that is under way.
 */
const KEEP_CONTENT = `
  CREATE FUNCTION estimates.keep_sent_content() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    found record;
  BEGIN
    FOR found IN
      SELECT number, status FROM estimates.estimates
       WHERE (org_id, id) IN (SELECT org_id, estimate_id FROM changed)
         FOR SHARE
    LOOP
      IF NOT estimates.is_editable(found.status) THEN
        RAISE EXCEPTION 'estimate % was sent: its content is kept', found.number USING ERRCODE = 'restrict_violation';
      END IF;
    END LOOP;
    RETURN NULL;
  END $$`;

const CONTENT_TRIGGERS = [
  ['inserted', 'INSERT', 'NEW'],
  ['updated_from', 'UPDATE', 'OLD'],
  ['updated_to', 'UPDATE', 'NEW'],
  ['deleted', 'DELETE', 'OLD'],
] as const;

/** Makes PostgreSQL itself refuse any change of what was sent, whoever asks. */
export class KeepSentEstimates1795179600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const made of [IS_EDITABLE, KEEP_ESTIMATE, KEEP_CONTENT]) await runner.query(made);
    await runner.query(
      `CREATE TRIGGER keep_sent BEFORE UPDATE OR DELETE ON estimates.estimates
         FOR EACH ROW EXECUTE FUNCTION estimates.keep_sent_estimate()`,
    );
    for (const table of ['sections', 'positions']) {
      for (const [name, event, side] of CONTENT_TRIGGERS) {
        await runner.query(
          `CREATE TRIGGER keep_sent_${name} AFTER ${event} ON estimates.${table}
             REFERENCING ${side} TABLE AS changed
             FOR EACH STATEMENT EXECUTE FUNCTION estimates.keep_sent_content()`,
        );
      }
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION estimates.keep_sent_content() CASCADE');
    await runner.query('DROP FUNCTION estimates.keep_sent_estimate() CASCADE');
    await runner.query('DROP FUNCTION estimates.is_editable(text)');
  }
}
