import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexBeside } from '../../../service-kit/postgres/migration-sql';

/** The first month that a new part would have; what is there is one part until then. Two months are time enough for the next migration. */
export const FIRST_MONTH = `SELECT ((date_trunc('month', now() AT TIME ZONE 'UTC') + interval '2 months') AT TIME ZONE 'UTC')::text AS until`;

/**
 * Prepares the journal of cards to be the first part of a journal in parts by month (the next migration): what that would have to look at
 * in each row under a lock is looked at here, while others write.
 */
export class ReadyJournalForMonths1796900000810 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    if (await isInParts(runner)) return;
    await createIndexBeside(
      runner,
      'crm.card_changes_by_month',
      'ON crm.card_changes (org_id, n, learned_at)',
      'UNIQUE ',
    );
    const [row] = (await runner.query(FIRST_MONTH)) as { until: string }[];
    await runner.query('ALTER TABLE crm.card_changes DROP CONSTRAINT IF EXISTS card_changes_early');
    await runner.query(
      `ALTER TABLE crm.card_changes ADD CONSTRAINT card_changes_early CHECK (learned_at < '${row?.until ?? 'infinity'}') NOT VALID`,
    );
    await runner.query('ALTER TABLE crm.card_changes VALIDATE CONSTRAINT card_changes_early');
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await isInParts(runner)) return;
    await runner.query('ALTER TABLE crm.card_changes DROP CONSTRAINT IF EXISTS card_changes_early');
    await runner.query('DROP INDEX IF EXISTS crm.card_changes_by_month');
  }
}

/** Whether the next migration has run: this one has done its work. */
async function isInParts(runner: QueryRunner): Promise<boolean> {
  const [table] = (await runner.query(
    `SELECT relkind FROM pg_class WHERE oid = 'crm.card_changes'::regclass`,
  )) as { relkind: string }[];
  return table?.relkind === 'p';
}
