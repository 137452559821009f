import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const OF_CONNECTION = `
  FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE`;

/** Conversations and their messages. A message of ours has `client_message_id`, once for ever; Kommo's number is a UUID. */
const TABLES = {
  talks: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    kommo_id bigint NOT NULL,
    chat_id text NOT NULL,
    contact_kommo_id bigint,
    lead_kommo_id bigint,
    origin text NOT NULL,
    is_in_work boolean NOT NULL,
    is_read boolean NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, connection_id, kommo_id),${OF_CONNECTION}`,
  messages: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    talk_kommo_id bigint NOT NULL,
    contact_kommo_id bigint,
    kommo_id text,
    direction text NOT NULL,
    state text NOT NULL,
    text text NOT NULL,
    author_name text NOT NULL,
    attachment jsonb,
    client_message_id text,
    write_id uuid,
    requested_by uuid,
    error_code text,
    error_message text,
    error_at timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    delivered_at timestamptz(3),
    noted_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, connection_id, kommo_id),${OF_CONNECTION}`,
};

export class Messages1796600000141 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(TABLES)) {
      await runner.query(`CREATE TABLE crm.${name} (${columns})`);
      await protectByOrganization(
        runner,
        `crm.${name}`,
        name === 'messages' ? `current_setting('app.purpose', true) = 'undelivered_messages'` : undefined,
      );
      await noteChanges(runner, `crm.${name}`);
      await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, UPDATE, DELETE ON crm.${name}`);
    }
    for (const index of [
      'UNIQUE INDEX ON crm.messages (org_id, client_message_id) WHERE client_message_id IS NOT NULL',
      'INDEX ON crm.messages (org_id, write_id) WHERE write_id IS NOT NULL',
      'INDEX ON crm.messages (org_id, created_at, id)',
      'INDEX ON crm.messages (org_id, connection_id, talk_kommo_id, created_at)',
      `INDEX ON crm.messages (org_id, connection_id) WHERE state = 'SENT'`,
      'INDEX ON crm.talks (org_id, updated_at, id)',
      'INDEX ON crm.talks (org_id, connection_id, contact_kommo_id)',
      'INDEX ON crm.talks (org_id, connection_id, lead_kommo_id)',
    ]) {
      await runner.query(`CREATE ${index}`);
    }
    await runner.query(`CREATE FUNCTION crm.undelivered_messages() RETURNS TABLE (org_id uuid, connection_id uuid)
      LANGUAGE plpgsql SECURITY INVOKER AS $$
      BEGIN
        PERFORM set_config('app.purpose', 'undelivered_messages', true);
        RETURN QUERY SELECT DISTINCT m.org_id, m.connection_id FROM crm.messages m
          WHERE m.state = 'SENT' AND m.noted_at > now() - interval '3 days';
        PERFORM set_config('app.purpose', '', true);
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION crm.undelivered_messages()');
    await runner.query('DROP TABLE crm.messages, crm.talks');
  }
}
