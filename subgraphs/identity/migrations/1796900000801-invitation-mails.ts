import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many mails an invitation was in: an address gets ten of an organisation's in a day at most. The version before still runs on it. */
export class InvitationMails1796900000801 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE identity.invitations ADD COLUMN mails integer NOT NULL DEFAULT 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE identity.invitations DROP COLUMN mails');
  }
}
