import type { MigrationInterface, QueryRunner } from 'typeorm';

const ADDED: readonly (readonly [table: string, columns: readonly string[]])[] = [
  // Until when an organisation that was deleted may come back: nothing is asked of Kommo for it.
  ['connections', ['closed_until timestamptz(3)', 'talks_refused_at timestamptz(3)']],
  ['webhooks', ['talks_refused_at timestamptz(3)']],
  // Up to which of its changes a talk's messages were fetched.
  ['talks', ['read_to timestamptz(3) DEFAULT now()']],
  // When Kommo was last asked what became of a message that was sent.
  ['messages', ['asked_at timestamptz(3)']],
  // A block is of the account: every process leaves it alone.
  ['account_pace', ['blocked_until timestamptz(3)']],
];

const undelivered = (isDue: string): string => `
  CREATE OR REPLACE FUNCTION crm.undelivered_messages() RETURNS TABLE (org_id uuid, connection_id uuid)
    LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'undelivered_messages', true);
    RETURN QUERY SELECT DISTINCT m.org_id, m.connection_id FROM crm.messages m
      WHERE m.state = 'SENT' AND m.noted_at > now() - interval '3 days'${isDue};
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Of an organisation that was deleted nobody is written. */
const toTell = (isOpen: string): string => `
  CREATE OR REPLACE FUNCTION crm.connections_to_tell() RETURNS TABLE (org_id uuid, connection_id uuid)
    LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'connections_to_tell', true);
    RETURN QUERY SELECT c.org_id, c.id FROM crm.connections c
      LEFT JOIN crm.connection_tokens t ON t.org_id = c.org_id AND t.connection_id = c.id
      WHERE ${isOpen}(c.told_state IS DISTINCT FROM CASE WHEN c.state IN ('DEGRADED', 'NEEDS_RECONNECT') THEN c.state END
         OR (c.auth_kind = 'LONG_LIVED' AND c.state IN ('ACTIVE', 'DEGRADED') AND t.expires_at < now() + interval '30 days'
             AND (c.told_expiry IS DISTINCT FROM t.expires_at
                  OR (c.told_days > 7 AND t.expires_at < now() + interval '7 days')
                  OR (c.told_days > 1 AND t.expires_at < now() + interval '1 day'))))
      LIMIT 1000;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

export class CalmerAsking1796800000513 implements MigrationInterface {
  accepts = {
    'index-locks': 'conversations are few next to cards: their index is built in a moment',
  } as const;

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of ADDED) {
      await runner.query(`ALTER TABLE crm.${table} ${columns.map((column) => `ADD ${column}`).join(', ')}`);
    }
    // What stands there was fetched by the versions before, as far as they could.
    await runner.query('ALTER TABLE crm.talks ALTER COLUMN read_to DROP DEFAULT');
    await runner.query(
      `CREATE INDEX ON crm.talks (org_id, connection_id, updated_at) WHERE read_to IS NULL OR read_to < updated_at`,
    );
    await runner.query(
      undelivered(` AND (m.asked_at IS NULL OR m.asked_at < now() - (m.asked_at - m.noted_at) / 2)`),
    );
    await runner.query(toTell('c.closed_until IS NULL AND '));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(undelivered(''));
    await runner.query(toTell(''));
    for (const [table, columns] of ADDED) {
      const names = columns.map((column) => `DROP COLUMN ${column.split(' ')[0]}`);
      await runner.query(`ALTER TABLE crm.${table} ${names.join(', ')}`);
    }
  }
}
