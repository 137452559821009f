import type { MigrationInterface, QueryRunner } from 'typeorm';

const PURPOSE = `current_setting('app.purpose', true) = 'resealing'`;

/** Second factors belong to people, not to an organisation: `secrets rotate` sees them by a policy of its own. */
export class ResealSecrets1796800000592 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE POLICY resealing ON identity.totp_factors USING (${PURPOSE}) WITH CHECK (${PURPOSE})`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY resealing ON identity.totp_factors');
  }
}
