import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LARGE, LEARN } from './1796900000780-known-sizes';

/** A lock that autovacuum holds is given up for whoever waits a second for it (`deadlock_timeout`). */
const PATIENCE = '3s';

const inPlace = LEARN.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');

/** `ANALYZE` of a table that somebody else is about waits for them, unless the table is large. */
const PATIENT = inPlace
  .replace('search_path = pg_catalog, pg_temp', `$& SET lock_timeout = '${PATIENCE}'`)
  .replace(
    /EXECUTE format\('ANALYZE \(SKIP_LOCKED\) (.*), one.name, one.columns\);/,
    `EXECUTE format('ANALYZE %s $1, CASE WHEN one.rows > ${LARGE} THEN '(SKIP_LOCKED)' ELSE '' END, one.name, one.columns);`,
  )
  .replace('k.name, k.columns FROM', 'k.name, k.columns, c.reltuples AS rows FROM');

/**
 * A first load asks PostgreSQL to look at a table once, when its first page is there, and not again before there are four times as many
 * rows. Where autovacuum had just begun to look, that was skipped, and autovacuum's own look was from before the page. So the
 * one who asks waits for their turn; a large table, whose vacuuming takes long and is not to be ended each time, is left as it was.
 */
export class PatientLooks1796900000850 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PATIENT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(inPlace);
  }
}
