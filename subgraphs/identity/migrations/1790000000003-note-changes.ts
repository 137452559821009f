import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  noteChanges,
  noteChangesForEverybody,
  stopNotingChanges,
} from '../../../service-kit/changes/change-triggers';

/** Not sessions and refresh tokens: they change every few minutes, and no cached answer is made of them. */
const TABLES = ['organizations', 'roles', 'memberships'];

export class NoteIdentityChanges1790000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await noteChanges(runner, `identity.${table}`);
    await noteChangesForEverybody(runner, 'identity.users', ['email', 'first_name', 'last_name', 'status']);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await stopNotingChanges(runner, `identity.${table}`);
    await runner.query('DROP TRIGGER note_everybody ON identity.users');
  }
}
