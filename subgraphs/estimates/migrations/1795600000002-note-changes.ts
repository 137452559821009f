import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges, stopNotingChanges } from '../../../service-kit/changes/change-triggers';

/** Every table. */
const TABLES = ['projects', 'number_counters', 'estimates', 'status_changes', 'sections', 'positions'];

export class NoteEstimatesChanges1795600000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await noteChanges(runner, `estimates.${table}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await stopNotingChanges(runner, `estimates.${table}`);
  }
}
