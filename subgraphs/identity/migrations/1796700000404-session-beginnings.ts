import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A session that continues another one (in another organisation, or by an invitation) is as old as that one. Null: it began when
 * its row was made. The version before this one still runs on the result.
 */
export class SessionBeginnings1796700000404 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE identity.sessions ADD COLUMN began_at timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE identity.sessions DROP COLUMN began_at');
  }
}
