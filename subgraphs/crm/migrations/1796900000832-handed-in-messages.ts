import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of customers' messages that were handed in for our own channel: in which chat they stand, and whose it is (chats/hand-in.ts). */
export class HandedInMessages1796900000832 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE crm.messages ADD chat jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE crm.messages DROP COLUMN chat');
  }
}
