import type { MigrationInterface, QueryRunner } from 'typeorm';
import { remakeKeeper } from '../../../service-kit/postgres/months';
import { JOURNAL_BY_MONTH } from './1796900000811-journal-by-month';

/** A move of the journal's rest misses nothing that a restore writes meanwhile, nor what VACUUM FULL has put elsewhere. */
export class MovesMissNothing1796900000870 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return remakeKeeper(runner, JOURNAL_BY_MONTH);
  }

  /** The version before calls the function as it is. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
