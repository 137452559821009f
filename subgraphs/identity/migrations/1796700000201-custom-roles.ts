import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles of an organisation's own say what they are for. The version before this one still runs on the result. */
export class CustomRoles1796700000201 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE identity.roles ADD COLUMN description text CHECK (char_length(description) BETWEEN 1 AND 500)',
    );
    await runner.query('CREATE INDEX invitations_by_role ON identity.invitations (org_id, role_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX identity.invitations_by_role');
    await runner.query('ALTER TABLE identity.roles DROP COLUMN description');
  }
}
