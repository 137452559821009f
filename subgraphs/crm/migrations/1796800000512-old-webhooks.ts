import type { MigrationInterface, QueryRunner } from 'typeorm';

const lookingFor = (condition: string): string => `
  CREATE OR REPLACE FUNCTION crm.waiting_webhooks() RETURNS TABLE (org_id uuid, connection_id uuid)
    LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'waiting_webhooks', true);
    RETURN QUERY SELECT DISTINCT i.org_id, i.connection_id FROM crm.webhook_inbox i WHERE ${condition};
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/**
 * Deliveries that were worked through long ago are looked for too: a connection to which nothing comes any more has no turn in which
 * they would go. An hour more than they are kept, so that working connections are not called for them.
 */
export class OldWebhooks1796800000512 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX webhook_inbox_received ON crm.webhook_inbox (received_at)');
    await runner.query(lookingFor(`i.done_at IS NULL OR i.received_at < now() - interval '7 days 1 hour'`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(lookingFor('i.done_at IS NULL'));
    await runner.query('DROP INDEX crm.webhook_inbox_received');
  }
}
