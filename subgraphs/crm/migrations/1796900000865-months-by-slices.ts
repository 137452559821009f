import type { MigrationInterface, QueryRunner } from 'typeorm';
import { remakeKeeper } from '../../../service-kit/postgres/months';
import { JOURNAL_BY_MONTH } from './1796900000811-journal-by-month';

/** What no month of the journal has is moved in slices, a transaction each; before, all of it in one. */
export class MonthsBySlices1796900000865 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return remakeKeeper(runner, JOURNAL_BY_MONTH);
  }

  /** The version before calls the function as it is, and leaves a long rest's next slice to its next round. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
