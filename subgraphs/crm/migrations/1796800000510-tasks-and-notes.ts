import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** What every copied row has. `created_at` and `updated_at` are Kommo's. */
const MIRRORED = `
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kommo_id bigint NOT NULL,
  responsible_kommo_id bigint,
  author_kommo_id bigint,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  is_deleted boolean NOT NULL DEFAULT false,
  synced_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, connection_id, kommo_id),
  FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE`;

const NOTE = `
  card_kommo_id bigint NOT NULL,
  type text NOT NULL,
  text text NOT NULL,
  params jsonb NOT NULL,${MIRRORED}`;

const TABLES: Record<string, string> = {
  tasks: `
    card_kind text,
    card_kommo_id bigint,
    type_kommo_id bigint,
    text text NOT NULL,
    is_completed boolean NOT NULL,
    result text,
    due_at timestamptz(3) NOT NULL,
    duration_seconds integer NOT NULL,${MIRRORED}`,
  lead_notes: NOTE,
  contact_notes: NOTE,
  company_notes: NOTE,
};

const INDEXES = [
  'tasks (org_id, due_at, id)',
  'tasks (org_id, created_at, id)',
  'tasks (org_id, updated_at, id)',
  'tasks (org_id, connection_id, card_kommo_id)',
  'tasks (org_id, connection_id, responsible_kommo_id)',
  ...['lead_notes', 'contact_notes', 'company_notes'].flatMap((table) => [
    `${table} (org_id, connection_id, card_kommo_id, created_at)`,
    `${table} (org_id, connection_id, updated_at)`,
  ]),
];

/** Tasks, and the notes of leads, contacts and companies. */
export class TasksAndNotes1796800000510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(TABLES)) {
      await runner.query(`CREATE TABLE crm.${name} (${columns})`);
      await protectByOrganization(runner, `crm.${name}`);
      await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, UPDATE, DELETE ON crm.${name}`);
      await noteChanges(runner, `crm.${name}`);
    }
    for (const index of INDEXES) await runner.query(`CREATE INDEX ON crm.${index}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES)) await runner.query(`DROP TABLE crm.${name}`);
  }
}
