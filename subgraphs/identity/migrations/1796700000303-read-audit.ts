import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Owners and administrators of every organisation may read its audit. The version before it runs on the result, too. */
export class ReadAudit1796700000303 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await change(runner, `array_append(permissions, 'audit:read')`, `NOT 'audit:read' = ANY (permissions)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await change(runner, `array_remove(permissions, 'audit:read')`, `'audit:read' = ANY (permissions)`);
  }
}

/** Their version goes on, so that tokens tell the new from the old. */
async function change(runner: QueryRunner, permissions: string, where: string): Promise<void> {
  await runner.query('ALTER TABLE identity.roles NO FORCE ROW LEVEL SECURITY');
  await runner.query(
    `UPDATE identity.roles SET permissions = ${permissions}, version = version + 1
      WHERE is_system AND key IN ('owner', 'admin') AND ${where}`,
  );
  await runner.query('ALTER TABLE identity.roles FORCE ROW LEVEL SECURITY');
}
