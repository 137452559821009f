import type { MigrationInterface, QueryRunner } from 'typeorm';

const PURPOSE = `current_setting('app.purpose', true) = 'connections_to_tell'`;

/** What people were written of a connection, and which connections there may be something to write of. */
export class Alarms1796600000144 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE crm.connections
      ADD told_state text, ADD told_at timestamptz(3), ADD told_days integer, ADD told_expiry timestamptz(3)`);
    for (const table of ['connections', 'connection_tokens']) {
      await runner.query(`CREATE POLICY alarms ON crm.${table} FOR SELECT USING (${PURPOSE})`);
    }
    await runner.query(`CREATE FUNCTION crm.connections_to_tell() RETURNS TABLE (org_id uuid, connection_id uuid)
      LANGUAGE plpgsql SECURITY INVOKER AS $$
      BEGIN
        PERFORM set_config('app.purpose', 'connections_to_tell', true);
        RETURN QUERY SELECT c.org_id, c.id FROM crm.connections c
          LEFT JOIN crm.connection_tokens t ON t.org_id = c.org_id AND t.connection_id = c.id
          WHERE c.told_state IS DISTINCT FROM CASE WHEN c.state IN ('DEGRADED', 'NEEDS_RECONNECT') THEN c.state END
             OR (c.auth_kind = 'LONG_LIVED' AND c.state IN ('ACTIVE', 'DEGRADED') AND t.expires_at < now() + interval '30 days'
                 AND (c.told_expiry IS DISTINCT FROM t.expires_at
                      OR (c.told_days > 7 AND t.expires_at < now() + interval '7 days')
                      OR (c.told_days > 1 AND t.expires_at < now() + interval '1 day')))
          LIMIT 1000;
        PERFORM set_config('app.purpose', '', true);
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION crm.connections_to_tell()');
    for (const table of ['connections', 'connection_tokens'])
      await runner.query(`DROP POLICY alarms ON crm.${table}`);
    await runner.query(`ALTER TABLE crm.connections
      DROP COLUMN told_state, DROP COLUMN told_at, DROP COLUMN told_days, DROP COLUMN told_expiry`);
  }
}
