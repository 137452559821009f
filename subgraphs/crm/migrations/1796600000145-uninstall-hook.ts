import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose integration Kommo says was taken out of an account; see the functions of 1790000001002. */
export class UninstallHook1796600000145 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE POLICY uninstall ON crm.kommo_credentials FOR SELECT
      USING (current_setting('app.purpose', true) = 'find_integrations')`);
    await runner.query(`CREATE FUNCTION crm.find_integrations(client text)
      RETURNS TABLE (org_id uuid, id uuid, client_secret_sealed text) LANGUAGE plpgsql SECURITY INVOKER AS $$
      BEGIN
        PERFORM set_config('app.purpose', 'find_integrations', true);
        RETURN QUERY SELECT k.org_id, k.id, k.client_secret_sealed FROM crm.kommo_credentials k
          WHERE lower(k.client_id) = lower(client) LIMIT 1000;
        PERFORM set_config('app.purpose', '', true);
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION crm.find_integrations(text)');
    await runner.query('DROP POLICY uninstall ON crm.kommo_credentials');
  }
}
