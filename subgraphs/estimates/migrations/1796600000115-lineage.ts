import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The legal moves, for PostgreSQL; `statuses.ts` has the same, and a test compares them. */
const MOVES: Readonly<Record<string, string>> = {
  DRAFT: 'INTERNAL_REVIEW SENT',
  INTERNAL_REVIEW: 'DRAFT SENT',
  SENT: 'VIEWED APPROVED DECLINED CHANGES_REQUESTED EXPIRED SUPERSEDED CANCELLED',
  VIEWED: 'APPROVED DECLINED CHANGES_REQUESTED EXPIRED SUPERSEDED CANCELLED',
  CHANGES_REQUESTED: 'SUPERSEDED CANCELLED',
  DECLINED: 'SUPERSEDED CANCELLED',
  EXPIRED: 'SUPERSEDED CANCELLED',
  APPROVED: 'CONVERTED CANCELLED',
};

const PAIRS = Object.entries(MOVES).flatMap(([from, to]) =>
  to.split(' ').map((each) => `('${from}', '${each}')`),
);

const IS_LEGAL_MOVE = `
  CREATE FUNCTION estimates.is_legal_move(from_status text, to_status text) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS $$ SELECT (from_status, to_status) IN (${PAIRS.join(', ')}) $$`;

const COLUMNS = `
  ALTER TABLE estimates.estimates
    ALTER COLUMN number DROP NOT NULL,
    ADD COLUMN revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
    ADD COLUMN supersedes_id uuid,
    ADD COLUMN superseded_by_id uuid,
    ADD COLUMN converted_to text CHECK (converted_to <> '' AND char_length(converted_to) <= 200),
    ADD COLUMN decision_evidence jsonb,
    ADD COLUMN review_asked_by uuid,
    DROP CONSTRAINT estimates_org_id_number_key,
    ADD UNIQUE (org_id, number, revision),
    ADD UNIQUE (org_id, supersedes_id),
    ADD UNIQUE (org_id, converted_to),
    ADD FOREIGN KEY (org_id, supersedes_id) REFERENCES estimates.estimates (org_id, id),
    ADD CHECK (number IS NOT NULL OR status IN ('DRAFT', 'INTERNAL_REVIEW')),
    ADD CHECK ((status = 'CONVERTED') = (converted_to IS NOT NULL)),
    ADD CHECK ((superseded_by_id IS NOT NULL) = (status = 'SUPERSEDED'))`;

/** A row keeps its origin from one revision to the next, so that they can be compared. */
const ORIGINS = ['sections', 'positions'].flatMap((table) => [
  `ALTER TABLE estimates.${table} ADD COLUMN origin_id uuid DEFAULT gen_random_uuid()`,
  `ALTER TABLE estimates.${table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY`,
  `UPDATE estimates.${table} SET origin_id = id`,
  `ALTER TABLE estimates.${table} ENABLE TRIGGER USER, FORCE ROW LEVEL SECURITY, ALTER COLUMN origin_id SET NOT NULL`,
  `ALTER TABLE estimates.${table} ADD UNIQUE (org_id, estimate_id, origin_id)`,
]);

/** Until it is sent: a review may send it back. What may be changed in a review is the application's to say: nothing. */
const IS_EDITABLE = `
  CREATE OR REPLACE FUNCTION estimates.is_editable(status text) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS $$ SELECT status IN ('DRAFT', 'INTERNAL_REVIEW') $$`;

/**
 * What was sent keeps everything but where it stands. Where it stands changes by legal moves only, and what a move notes
 * (who decided, when, on what evidence; what it became) is written by that move and stays.
 */
export const KEEP_ESTIMATE = `
  CREATE OR REPLACE FUNCTION estimates.keep_sent_estimate() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    decided constant text[] := ARRAY['decided_at', 'decided_by', 'decision_reason', 'decision_evidence'];
    noted constant text[] := ARRAY['superseded_by_id', 'converted_to'];
    free constant text[] := decided || noted || ARRAY['status', 'version', 'updated_at'];
    changed text[];
  BEGIN
    IF TG_OP = 'UPDATE' AND NEW.status <> OLD.status
       AND NOT estimates.is_legal_move(OLD.status, NEW.status) THEN
      RAISE EXCEPTION 'an estimate that is % can not become %', OLD.status, NEW.status
        USING ERRCODE = 'restrict_violation';
    END IF;
    IF estimates.is_editable(OLD.status) THEN
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN
      RAISE EXCEPTION 'estimate % was sent: its content is kept', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT coalesce(array_agg(now.key), '{}') INTO changed
      FROM jsonb_each(to_jsonb(NEW)) AS now WHERE now.value IS DISTINCT FROM to_jsonb(OLD) -> now.key;
    IF (changed && decided AND (NEW.status = OLD.status OR OLD.decided_at IS NOT NULL
          OR NEW.status NOT IN ('APPROVED', 'DECLINED', 'CHANGES_REQUESTED')))
       OR (changed && noted AND NEW.status = OLD.status) THEN
      RAISE EXCEPTION 'the decision on estimate % is kept', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END $$`;

const DECIDED_BEFORE = `
  CREATE OR REPLACE FUNCTION estimates.keep_sent_estimate() RETURNS trigger LANGUAGE plpgsql AS $$
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

/** Revisions, numbers given when an estimate is sent, all states, and decisions that nobody can change. */
export class Lineage1796600000115 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [IS_LEGAL_MOVE, COLUMNS, ...ORIGINS, IS_EDITABLE, KEEP_ESTIMATE])
      await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DECIDED_BEFORE);
    await runner.query(IS_EDITABLE.replace("status IN ('DRAFT', 'INTERNAL_REVIEW')", "status = 'DRAFT'"));
    await runner.query('DROP FUNCTION estimates.is_legal_move(text, text)');
    for (const table of ['sections', 'positions']) {
      await runner.query(`ALTER TABLE estimates.${table} DROP COLUMN origin_id`);
    }
    await runner.query(`
      ALTER TABLE estimates.estimates
        DROP COLUMN revision, DROP COLUMN supersedes_id, DROP COLUMN superseded_by_id, DROP COLUMN converted_to,
        DROP COLUMN decision_evidence, DROP COLUMN review_asked_by`);
    // Drafts have no number since; the version before needs one.
    await runner.query('ALTER TABLE estimates.estimates NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER');
    await runner.query("UPDATE estimates.estimates SET number = 'draft-' || id WHERE number IS NULL");
    await runner.query(`
      ALTER TABLE estimates.estimates
        FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER, ALTER COLUMN number SET NOT NULL`);
    await runner.query(
      'ALTER TABLE estimates.estimates ADD CONSTRAINT estimates_org_id_number_key UNIQUE (org_id, number)',
    );
  }
}
