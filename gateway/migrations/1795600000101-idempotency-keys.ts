import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../service-kit/postgres/migration-sql';

/** Keys of mutations, and what they answered. */
export class IdempotencyKeys1795600000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE gateway.idempotency_keys (
        org_id uuid NOT NULL,
        user_id uuid NOT NULL,
        key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
        fingerprint text NOT NULL,
        token uuid NOT NULL,
        lease_until timestamptz(3) NOT NULL,
        answer text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, user_id, key)
      )`);
    await runner.query('CREATE INDEX ON gateway.idempotency_keys (org_id, created_at)');
    await protectByOrganization(runner, 'gateway.idempotency_keys');
    await grantTo(runner, 'cashcraft_gateway', 'SELECT, INSERT, UPDATE, DELETE ON gateway.idempotency_keys');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gateway.idempotency_keys');
  }
}
