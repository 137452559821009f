import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_estimates';

const ATTACHMENTS = `
  CREATE TABLE estimates.attachments (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    position_id uuid,
    file_id uuid NOT NULL,
    audience text NOT NULL CHECK (audience IN ('CLIENT', 'TEAM', 'COSTS')),
    added_by uuid,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, position_id) REFERENCES estimates.positions (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, file_id) REFERENCES estimates.files (org_id, id)
  )`;

/** A comment belongs to the line in all revisions, which have one document: the first of them. */
const COMMENTS = `
  CREATE TABLE estimates.comments (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    document_id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    position_origin_id uuid,
    audience text NOT NULL CHECK (audience IN ('TEAM', 'COSTS')),
    author_id uuid,
    text text NOT NULL CHECK (text <> '' AND char_length(text) <= 2000),
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    edited_at timestamptz(3),
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id) ON DELETE CASCADE
  )`;

/** What a client is shown is part of what was sent: it stays. The share lock waits for a sending that is under way. */
const KEEP_SENT = `
  CREATE FUNCTION estimates.keep_sent_files() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    found record;
  BEGIN
    FOR found IN
      SELECT number, status FROM estimates.estimates
       WHERE (TG_OP <> 'INSERT' AND OLD.audience = 'CLIENT' AND org_id = OLD.org_id AND id = OLD.estimate_id)
          OR (TG_OP <> 'DELETE' AND NEW.audience = 'CLIENT' AND org_id = NEW.org_id AND id = NEW.estimate_id)
         FOR SHARE
    LOOP
      IF NOT estimates.is_editable(found.status) THEN
        RAISE EXCEPTION 'estimate % was sent: its files are kept', found.number USING ERRCODE = 'restrict_violation';
      END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END $$`;

/** A file that is kept nowhere any more is removed by the cleaning (docs/files.md). The lock tells two that go at once apart. */
const LET_GO = `
  CREATE FUNCTION estimates.let_file_go() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM FROM estimates.files WHERE org_id = OLD.org_id AND id = OLD.file_id FOR UPDATE;
    UPDATE estimates.files SET expires_at = now() - interval '1 hour' -- for transactions, too, that began before
     WHERE org_id = OLD.org_id AND id = OLD.file_id
       AND NOT EXISTS (SELECT FROM estimates.attachments WHERE org_id = OLD.org_id AND file_id = OLD.file_id);
    RETURN NULL;
  END $$`;

const INDEXES = [
  'estimates.attachments (org_id, estimate_id, created_at)',
  'estimates.attachments (org_id, position_id)',
  'estimates.attachments (org_id, file_id)',
  'estimates.comments (org_id, document_id, created_at, id)',
  'estimates.comments (org_id, document_id, position_origin_id, created_at)',
  'estimates.comments (org_id, estimate_id)',
];

/** Files and comments about estimates and their lines. */
export class Attachments1796900000650 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const made of [ATTACHMENTS, COMMENTS, KEEP_SENT, LET_GO]) await runner.query(made);
    for (const index of INDEXES) await runner.query(`CREATE INDEX ON ${index}`);
    for (const [name, when, run] of [
      ['keep_sent', 'BEFORE INSERT OR UPDATE OR DELETE', 'keep_sent_files'],
      ['let_go', 'AFTER DELETE', 'let_file_go'],
    ] as const) {
      await runner.query(
        `CREATE TRIGGER ${name} ${when} ON estimates.attachments
           FOR EACH ROW WHEN (NOT estimates.is_purging()) EXECUTE FUNCTION estimates.${run}()`,
      );
    }
    for (const table of ['estimates.attachments', 'estimates.comments']) {
      await protectByOrganization(runner, table);
      await noteChanges(runner, table);
    }
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE (audience), DELETE ON estimates.attachments');
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE, DELETE ON estimates.comments');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.attachments, estimates.comments');
    await runner.query('DROP FUNCTION estimates.keep_sent_files()');
    await runner.query('DROP FUNCTION estimates.let_file_go()');
  }
}
