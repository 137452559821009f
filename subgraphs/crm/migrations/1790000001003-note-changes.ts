import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges, stopNotingChanges } from '../../../service-kit/changes/change-triggers';

/** Not the progress of synchronisations (runs and cursors): no cached answer is made of it. */
const TABLES = [
  'kommo_credentials',
  'oauth_states',
  'connections',
  'connection_tokens',
  'pipelines',
  'stages',
  'crm_users',
  'companies',
  'contacts',
  'leads',
  'lead_contacts',
  'tombstones',
];

export class NoteCrmChanges1790000001003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await noteChanges(runner, `crm.${table}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await stopNotingChanges(runner, `crm.${table}`);
  }
}
