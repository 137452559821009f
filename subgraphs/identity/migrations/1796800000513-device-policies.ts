import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an organisation demands of devices and apps. By itself nothing, so the version before this one still runs on the result. */
export class DevicePolicies1796800000513 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // [{ appType, version, updateUrl }]
    await runner.query(`
      ALTER TABLE identity.organizations
        ADD COLUMN device_headers_required boolean NOT NULL DEFAULT false,
        ADD COLUMN minimum_app_versions jsonb NOT NULL DEFAULT '[]'
          CHECK (jsonb_typeof(minimum_app_versions) = 'array' AND jsonb_array_length(minimum_app_versions) <= 20)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE identity.organizations DROP COLUMN device_headers_required, DROP COLUMN minimum_app_versions',
    );
  }
}
