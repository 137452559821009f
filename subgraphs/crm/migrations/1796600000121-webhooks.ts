import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const OF_CONNECTION = `
  FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE`;

const TABLES: Record<string, { columns: string; purpose: string }> = {
  webhooks: {
    purpose: 'find_webhook',
    columns: `
      org_id uuid NOT NULL,
      connection_id uuid NOT NULL,
      account_id bigint NOT NULL,
      secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
      secret_sealed text NOT NULL,
      state text NOT NULL,
      checked_at timestamptz(3),
      last_received_at timestamptz(3),
      error_code text,
      error_message text,
      error_at timestamptz(3),
      PRIMARY KEY (org_id, connection_id),${OF_CONNECTION}`,
  },
  webhook_inbox: {
    purpose: 'waiting_webhooks',
    columns: `
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      connection_id uuid NOT NULL,
      body text NOT NULL,
      body_hash bytea NOT NULL,
      slot bigint NOT NULL,
      received_at timestamptz(3) NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      done_at timestamptz(3),
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, connection_id, body_hash, slot),${OF_CONNECTION}`,
  },
};

/** Which organisation's an address is, and where deliveries wait; see the functions of 1790000001002. */
const FUNCTIONS = [
  {
    name: 'find_webhook',
    takes: 'hash bytea',
    answers: 'org_id uuid, connection_id uuid, account_id bigint',
    query: 'SELECT w.org_id, w.connection_id, w.account_id FROM crm.webhooks w WHERE w.secret_hash = hash',
  },
  {
    name: 'waiting_webhooks',
    takes: '',
    answers: 'org_id uuid, connection_id uuid',
    query: 'SELECT DISTINCT i.org_id, i.connection_id FROM crm.webhook_inbox i WHERE i.done_at IS NULL',
  },
];

export class Webhooks1796600000121 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, { columns, purpose }] of Object.entries(TABLES)) {
      await runner.query(`CREATE TABLE crm.${name} (${columns})`);
      await protectByOrganization(
        runner,
        `crm.${name}`,
        `current_setting('app.purpose', true) = '${purpose}'`,
      );
      await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, UPDATE, DELETE ON crm.${name}`);
    }
    await noteChanges(runner, 'crm.webhooks');
    await runner.query('CREATE UNIQUE INDEX ON crm.webhooks (secret_hash)');
    await runner.query(
      'CREATE INDEX ON crm.webhook_inbox (org_id, connection_id, received_at) WHERE done_at IS NULL',
    );
    await runner.query('CREATE INDEX ON crm.webhook_inbox (org_id, connection_id, done_at)');
    for (const { name, takes, answers, query } of FUNCTIONS) {
      await runner.query(
        `CREATE FUNCTION crm.${name}(${takes}) RETURNS TABLE (${answers})
           LANGUAGE plpgsql SECURITY INVOKER AS $$
         BEGIN
           PERFORM set_config('app.purpose', '${name}', true);
           RETURN QUERY ${query};
           PERFORM set_config('app.purpose', '', true);
         END $$`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name, takes } of FUNCTIONS) {
      await runner.query(`DROP FUNCTION crm.${name}(${takes.split(' ')[1] ?? ''})`);
    }
    for (const name of Object.keys(TABLES)) await runner.query(`DROP TABLE crm.${name}`);
  }
}
