import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createPurge, dropPurge, stopYielding, yieldToPurge } from '../../../service-kit/postgres/purge';

/** What keeps sent estimates from everybody. */
const KEEPERS = ['keep_sent_estimate', 'keep_sent_content', 'keep_snapshot'];

export class PurgeOrganizationsInEstimates1796800000507 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createPurge(runner, 'estimates', 'cashcraft_estimates');
    await yieldToPurge(runner, 'estimates', KEEPERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await stopYielding(runner, 'estimates', KEEPERS);
    await dropPurge(runner, 'estimates');
  }
}
