import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What keys were used for is kept 90 days, as long as it can be shown. The version before this one still runs on the result.
 */
export class ForgetKeyUsage1796700000402 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(NOTE_USAGE);
  }

  /** The function does what the one before did, and more: it stays. */
  async down(): Promise<void> {
    return Promise.resolve();
  }
}

/** Adds up what a gateway counted. A day of a key has 200 operations at most; the rest is one row. */
const NOTE_USAGE = `
  CREATE OR REPLACE FUNCTION identity.note_api_key_usage(organization uuid, counted jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    former text := coalesce(current_setting('app.org_id', true), '');
    one record;
    name text;
  BEGIN
    PERFORM set_config('app.org_id', organization::text, true);
    FOR one IN SELECT * FROM jsonb_to_recordset(counted)
                 AS each (key uuid, operation text, fields text[], requests bigint)
                ORDER BY key, operation LOOP
      CONTINUE WHEN NOT EXISTS (
        SELECT FROM identity.api_keys key WHERE key.org_id = organization AND key.id = one.key);
      DELETE FROM identity.api_key_usage used
       WHERE used.org_id = organization AND used.key_id = one.key AND used.day < current_date - 90;
      name := left(one.operation, 100);
      IF NOT EXISTS (SELECT FROM identity.api_key_usage used
                      WHERE used.org_id = organization AND used.key_id = one.key AND used.day = current_date
                        AND used.operation = name)
         AND (SELECT count(*) FROM identity.api_key_usage used
               WHERE used.org_id = organization AND used.key_id = one.key AND used.day = current_date) >= 200 THEN
        name := '(others)';
      END IF;
      INSERT INTO identity.api_key_usage AS known (org_id, key_id, day, operation, fields, requests)
      VALUES (organization, one.key, current_date, name, one.fields[1:20], one.requests)
      ON CONFLICT (org_id, key_id, day, operation) DO UPDATE
        SET requests = known.requests + excluded.requests, last_used_at = clock_timestamp(),
            fields = CASE WHEN known.fields @> excluded.fields THEN known.fields
                     ELSE (ARRAY(SELECT DISTINCT field FROM unnest(known.fields || excluded.fields) field ORDER BY 1))[1:20]
                     END;
    END LOOP;
    PERFORM set_config('app.org_id', former, true);
  END $$`;
